import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MIRROR = 'http://deb.debian.org/debian';
const KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Downloads a server from another Debian release and unpacks it, with its libraries, into a directory. Nothing is installed:
 * the server is run by that release's own dynamic linker. Needs `apt-get` and `dpkg`.
 *
 * @param suite of Debian, `trixie`
 * @param name `redis-server` or `valkey-server`
 * @returns the command that starts it
 */
export async function debianRedis(suite: string, name: string): Promise<readonly string[]> {
  const directory = join(tmpdir(), `session-test-${suite}-${name}`);
  if (!existsSync(directory)) {
    const unfinished = `${directory}-${process.pid}`;
    await unpack(suite, name, unfinished);
    await rename(unfinished, directory);
  }
  const libraries = await subdirectories(directory, 'x86_64-linux-gnu', 'aarch64-linux-gnu');
  const [linker] = (await Promise.all(libraries.map(linkersIn))).flat();
  return [linker!, '--library-path', libraries.join(':'), join(directory, 'usr/bin', name)];
}

async function unpack(suite: string, name: string, directory: string): Promise<void> {
  const apt = join(directory, 'apt');
  for (const each of ['lists/partial', 'cache/archives/partial', 'debs'])
    await mkdir(join(apt, each), { recursive: true });
  await writeFile(join(apt, 'sources.list'), `deb [signed-by=${KEYS}] ${MIRROR} ${suite} main\n`);
  await writeFile(join(apt, 'status'), '');
  await writeFile(
    join(apt, 'apt.conf'),
    [
      `Dir::Etc::sourcelist "${apt}/sources.list";`,
      'Dir::Etc::sourceparts "-";',
      `Dir::State::lists "${apt}/lists";`,
      // As if nothing were installed, so that every library comes along.
      `Dir::State::status "${apt}/status";`,
      `Dir::Cache "${apt}/cache";`,
      'APT::Sandbox::User "";',
    ].join('\n'),
  );
  const options = { cwd: join(apt, 'debs'), env: { ...process.env, APT_CONFIG: join(apt, 'apt.conf') } };
  await run('apt-get', ['update'], options);
  const { stdout } = await run('apt-get', ['install', '--no-install-recommends', '-s', name], options);
  const packages = [...stdout.matchAll(/^Inst (\S+)/gm)].map(([, found]) => found!);
  const needed = packages.filter((each) => /^(?:lib|lua-|zlib|redis-|valkey-)/.test(each));
  await run('apt-get', ['download', ...needed], options);
  for (const deb of await readdir(join(apt, 'debs')))
    await run('dpkg', ['-x', join(apt, 'debs', deb), directory]);
  await rm(apt, { recursive: true });
}

async function subdirectories(directory: string, ...names: string[]): Promise<string[]> {
  const places = ['lib', 'usr/lib'].flatMap((place) => names.map((name) => join(directory, place, name)));
  return places.filter((place) => existsSync(place));
}

async function linkersIn(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  return names.filter((name) => /^ld-linux.*\.so\.\d$/.test(name)).map((name) => join(directory, name));
}
