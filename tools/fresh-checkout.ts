import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));

/** A command that goes on until it is stopped. */
export interface Running {
  /** Settles with the first line that matches. @throws Error where it ends before */
  said(what: RegExp): Promise<string>;
  /** By SIGINT, as Ctrl-C does. Settles with the exit code. */
  stop(): Promise<number | null>;
}

/** A copy of this checkout as after a clone and a build: nothing here is touched. */
export class FreshCheckout {
  readonly directory = mkdtempSync(join(tmpdir(), 'session-lab-checkout-'));

  private readonly running = new Set<Running>();

  /** @throws Error where the installed packages are not the lockfile's: the copy would install them anew, through its link */
  constructor() {
    const lock = createHash('sha256')
      .update(readFileSync(join(CHECKOUT, 'package-lock.json')))
      .digest('hex');
    if (readFileSync(join(CHECKOUT, 'node_modules/.lockfile-sha256'), 'utf8') !== lock)
      throw new Error('The packages are not those of the lockfile: run npm test, or npm run demo, first.');
    const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
    const files = execFileSync('git', list, { cwd: CHECKOUT, encoding: 'utf8' }).split('\0').filter(Boolean);
    for (const file of [...files, 'dist', 'apps/shop/src/generated'])
      cpSync(join(CHECKOUT, file), join(this.directory, file), { recursive: true });
    symlinkSync(join(CHECKOUT, 'node_modules'), join(this.directory, 'node_modules'));
  }

  /**
   * Runs an npm script to its end.
   * @returns what it printed
   * @throws Error where it ends with another code than `expected`
   */
  async run(script: string, args: readonly string[] = [], expected = 0): Promise<string> {
    const child = this.spawn(script, args);
    const [out, errors, code] = await Promise.all([text(child.stdout!), text(child.stderr!), exit(child)]);
    if (code !== expected)
      throw new Error(`npm run ${script} -- ${args.join(' ')} ended with ${code}:\n${out}\n${errors}`);
    return out + errors;
  }

  /** Starts an npm script that goes on. */
  start(script: string, args: readonly string[] = []): Running {
    const child = this.spawn(script, args);
    const ended = exit(child);
    let said = '';
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    const running: Running = {
      said: (what) =>
        new Promise((resolve, reject) => {
          const look = () => {
            const [line] = what.exec(said) ?? [];
            if (line !== undefined) resolve(line);
          };
          child.stdout!.on('data', look);
          look();
          void ended.then((code) => reject(new Error(`npm run ${script} ended with ${code}:\n${said}`)));
        }),
      stop: () => {
        child.kill('SIGINT');
        return ended;
      },
    };
    this.running.add(running);
    void ended.then(() => this.running.delete(running));
    return running;
  }

  /** Ends what a failed test left running, and removes the copy. */
  async remove(): Promise<void> {
    await Promise.all([...this.running].map((each) => each.stop()));
    rmSync(this.directory, { recursive: true, force: true });
  }

  private spawn(script: string, args: readonly string[]): ChildProcess {
    return spawn('npm', ['run', '--silent', script, '--', ...args], {
      cwd: this.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}

function exit(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', (code) => resolve(code)));
}
