import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const MAC = ['/Applications/Chromium.app/Contents/MacOS/Chromium'];

/**
 * Starts the Chromium of this machine, without a window and without calls of its own to the network.
 *
 * @returns {Promise<import('playwright-core').Browser>}
 * @throws Error if none is installed
 */
export function startChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const executablePath = [process.env.CHROMIUM_PATH, ...candidates, ...MAC].find(
    (path) => path && existsSync(path),
  );
  if (!executablePath)
    throw new Error('There is no Chromium: install it, or say where it is by CHROMIUM_PATH.');
  return chromium.launch({
    executablePath,
    // As root, as in containers, Chromium's sandbox does not start.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
