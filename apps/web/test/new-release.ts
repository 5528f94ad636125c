import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEB_ROOT = fileURLToPath(new URL('../../../dist/apps/web', import.meta.url));

/**
 * A copy of the built pages in which every script has another name, as after a change of each.
 *
 * @returns its folder, for `WEB_ROOT`; the caller removes it
 */
export function makeNewRelease(): string {
  const folder = mkdtempSync(join(tmpdir(), 'new-release-'));
  cpSync(WEB_ROOT, folder, { recursive: true });
  const assets = join(folder, 'assets');
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  for (const file of [join(folder, 'index.html'), ...scripts.map((name) => join(assets, name))]) {
    const renamed = scripts.reduce(
      (text, name) => text.replaceAll(name, newName(name)),
      readFileSync(file, 'utf8'),
    );
    writeFileSync(file, renamed);
  }
  for (const name of scripts) renameSync(join(assets, name), join(assets, newName(name)));
  return folder;
}

function newName(script: string): string {
  return script.replace(/\.js$/, '.next.js');
}
