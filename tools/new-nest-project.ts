import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../apps/lab/src/processes/ports.js';

const run = promisify(execFile);
const checkout = fileURLToPath(new URL('..', import.meta.url));

/** What `nest new` asks for and building, testing and serving does not need. */
const NOT_NEEDED = ['@nestjs/mau', '@vitest/coverage-v8', 'oxlint', 'oxlint-tsgolint', 'prettier'];

/** The sample that people replace with what they write; its tests go with it. */
const SAMPLE = [
  'src/app.controller.ts',
  'src/app.controller.spec.ts',
  'src/app.service.ts',
  'test/app.e2e-spec.ts',
];

/** The two web frameworks under Nest. */
export type Adapter = 'fastify' | 'express';

/** A process of the project that answers. */
export interface Served {
  readonly url: string;
  /** Ends it. @returns its exit code */
  stop(signal: 'SIGTERM' | 'SIGINT'): Promise<number | null>;
}

/** A project as `nest new` makes it, in a directory of its own, into which libraries are copied. */
export class NewNestProject {
  private readonly running: (() => Promise<unknown>)[] = [];

  private constructor(
    private readonly root: string,
    private readonly adapter: Adapter,
  ) {}

  /** Makes one by Nest's own command line. */
  static async create(adapter: Adapter): Promise<NewNestProject> {
    const root = mkdtempSync(join(tmpdir(), 'session-lab-project-'));
    const cli = join(checkout, 'node_modules/@nestjs/cli/bin/nest.js');
    const options = ['--skip-install', '--skip-git', '--package-manager', 'npm', '--strict'];
    await run(process.execPath, [cli, 'new', 'fresh', ...options], { cwd: root });
    return new NewNestProject(root, adapter);
  }

  /** Where the project is worked on. */
  get directory(): string {
    return join(this.root, 'project');
  }

  /** Makes it as new again, but for packages that lie there already: `npm install` removes those that are not asked for. */
  renew(): void {
    for (const path of ['src', 'test', 'dist', 'package-lock.json', 'tsconfig.build.tsbuildinfo'])
      rmSync(join(this.directory, path), { recursive: true, force: true });
    cpSync(join(this.root, 'fresh'), this.directory, { recursive: true });
    for (const path of SAMPLE) rmSync(join(this.directory, path));
    this.edit('package.json', (text) => {
      const manifest = JSON.parse(text) as { devDependencies: Record<string, string> };
      for (const name of NOT_NEEDED) delete manifest.devDependencies[name];
      return JSON.stringify(manifest, null, 2);
    });
    if (this.adapter === 'fastify') this.changeToFastify();
  }

  /** `npm run copy -- <library> <this project>`. @returns what it printed */
  async copy(library: string, ...options: string[]): Promise<string> {
    const script = join(checkout, 'tools/copy.mjs');
    const { stdout } = await run(process.execPath, [script, library, this.directory, ...options]);
    return stdout;
  }

  /** Writes the files that the README of the copied library shows, as it shows them. */
  followReadme(library: string): void {
    for (const [, path = '', adapter, text = ''] of this.readme(library).matchAll(
      /```ts\n\/\/ (src\/\S+?)(?:, on (\w+))?\n([^]*?)```/g,
    ))
      if (adapter === undefined || adapter.toLowerCase() === this.adapter)
        writeFileSync(join(this.directory, path), text);
  }

  /** The README of a library as it was copied. */
  readme(library: string): string {
    return readFileSync(join(this.directory, 'src', library, 'README.md'), 'utf8');
  }

  /** Changes one of its files. */
  edit(path: string, change: (text: string) => string): void {
    const file = join(this.directory, path);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  }

  /** Runs a command in it. @throws with all that it printed where it fails */
  async command(name: string, ...args: string[]): Promise<string> {
    try {
      const { stdout } = await run(name, args, { cwd: this.directory, maxBuffer: 64 * 1024 * 1024 });
      return stdout;
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`"${[name, ...args].join(' ')}" failed:\n${stdout}\n${stderr}`, { cause: error });
    }
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

  private changeToFastify(): void {
    this.edit('package.json', (text) =>
      text.replace('"@nestjs/platform-express"', '"@nestjs/platform-fastify"'),
    );
    this.edit('src/main.ts', (text) =>
      text
        .replace('AppModule)', 'AppModule, new FastifyAdapter())')
        .replace(/^/, `import { FastifyAdapter } from '@nestjs/platform-fastify';\n`),
    );
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
