import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../../../apps/lab/src/processes/ports.js';
// @ts-expect-error JavaScript without declarations
import { installed } from '../../versions/installed.mjs';
import { filesOf, LIBRARIES, readmeApplication } from './project-files.js';
import type { Shape } from './shapes.js';

const run = promisify(execFile);
const script = fileURLToPath(new URL('../cli.mjs', import.meta.url));

/** A process of the project that answers. */
export interface Served {
  readonly url: string;
  /** Ends it. @returns its exit code */
  stop(signal: 'SIGTERM' | 'SIGINT'): Promise<number | null>;
}

/** A project of one shape, in a directory of its own, into which all libraries are copied. */
export class GeneratedProject {
  private readonly running: (() => Promise<unknown>)[] = [];
  private readonly root = mkdtempSync(join(tmpdir(), 'session-lab-project-'));
  /** Where the application is. */
  readonly directory: string;

  constructor(private readonly shape: Shape) {
    this.directory = join(this.root, shape.layout ? 'apps/api' : '');
    for (const [path, text] of Object.entries(filesOf(shape))) this.write(path, text);
  }

  /** Copies every library, and writes the application of its README. */
  async copyAll(): Promise<void> {
    for (const library of LIBRARIES) {
      await run(process.execPath, [script, library, this.directory]);
      const readme = readFileSync(join(this.directory, 'src', library, 'README.md'), 'utf8');
      for (const [path, text] of Object.entries(readmeApplication(library, readme, this.shape)))
        this.write(join(this.shape.layout ? 'apps/api' : '', path), text);
    }
  }

  /** Installs what package.json names: once for the same packages, but for pnpm and npm workspaces. */
  async install(): Promise<void> {
    const { layout, packageManager } = this.shape;
    if (packageManager === 'pnpm') {
      const pnpm = join(installed('pnpm', { pnpm: '10.34.8' }) as string, 'node_modules/.bin/pnpm');
      return void (await this.command(pnpm, 'install', '--prefer-offline', '--no-frozen-lockfile'));
    }
    if (layout === 'npm-workspaces')
      return void (await this.command('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund'));
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(this.root, 'package.json'), 'utf8'),
    ) as Record<string, object>;
    const packages = installed('copied', { ...dependencies, ...devDependencies }) as string;
    symlinkSync(join(packages, 'node_modules'), join(this.root, 'node_modules'));
  }

  /** Runs a program of its packages. @throws with all that it printed if it fails */
  run(name: string, ...args: string[]): Promise<string> {
    return this.command('npx', '--no-install', name, ...args);
  }

  /** Starts what was built, and waits until it answers. */
  async serve(environment: Readonly<Record<string, string>>): Promise<Served> {
    const port = await freePort();
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: this.directory,
      env: { PATH: process.env.PATH, PORT: String(port), ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const url = `http://127.0.0.1:${port}`;
    const stop = async (signal: NodeJS.Signals): Promise<number | null> => {
      child.kill(signal);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return child.exitCode;
    };
    this.running.push(() => stop('SIGKILL'));
    await answers(url, child);
    return { url, stop };
  }

  /** Ends what still runs, and removes all of it. */
  async remove(): Promise<void> {
    await Promise.all(this.running.map((stop) => stop()));
    rmSync(this.root, { recursive: true, force: true });
  }

  private write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  private async command(name: string, ...args: string[]): Promise<string> {
    try {
      const { stdout } = await run(name, args, { cwd: this.directory, maxBuffer: 64 * 1024 * 1024 });
      return stdout;
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`"${[name, ...args].join(' ')}" failed:\n${stdout}\n${stderr}`, { cause: error });
    }
  }
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    try {
      await (await fetch(url)).arrayBuffer();
      return;
    } catch {
      await delay(20);
    }
  }
  throw new Error('It ended before it answered: see above.');
}
