import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Program, Step } from './response-program.js';

/** The parts of Express and Fastify that handlers answer by. */
export interface Framework {
  status(code: number): unknown;
  set(name: string, value: string): unknown;
  append(name: string, value: string): unknown;
  remove(name: string): unknown;
  json(value: unknown): unknown;
  send(body: string | Buffer): unknown;
  /** Sends a file of 200 KB. */
  file(): unknown;
  redirect(url: string): unknown;
}

/** Runs a program as the body of a handler. */
export async function run(program: Program, raw: ServerResponse, framework: Framework): Promise<unknown> {
  let returned: unknown;
  for (const step of program.steps) {
    const result = await runStep(step, raw, framework);
    returned ??= result;
  }
  return undefined;
}

async function runStep(step: Step, raw: ServerResponse, framework: Framework): Promise<unknown> {
  switch (step.do) {
    case 'status':
      return void framework.status(step.code);
    case 'set':
      return void framework.set(step.name, step.value);
    case 'append':
      return void framework.append(step.name, step.value);
    case 'remove':
      return void framework.remove(step.name);
    case 'writeHead':
      return void writeHead(raw, step.code, step.form);
    case 'write':
      return void raw.write(body(step.size, step.binary));
    case 'end':
      return void raw.end(body(step.size, step.binary));
    case 'send':
      return void framework.send(body(step.size, step.binary));
    case 'json':
      return void framework.json({ a: 1 });
    case 'redirect':
      return void framework.redirect('/elsewhere');
    case 'pipe':
      return void source(step)
        .on('error', () => raw.destroy())
        .pipe(raw);
    case 'pipeline':
      return pipeline(source(step), raw).catch(() => undefined);
    case 'file':
      return void framework.file();
    case 'flush':
      return void (raw as { flush?(): void }).flush?.();
    case 'cork':
      return void raw.cork();
    case 'uncork':
      return void raw.uncork();
    case 'call':
      return void (await step.handler(raw));
    case 'later':
      // As a timeout does: it looks whether there is an answer, and gives one if not.
      return void setImmediate(() => setImmediate(() => raw.headersSent || framework.send('late')));
    case 'continue':
      return void raw.writeContinue();
    case 'destroySocket':
      return void raw.socket?.destroy();
    case 'endSocket':
      return void raw.socket?.end();
    case 'flushHeaders':
      return void raw.flushHeaders();
    case 'earlyHints':
      return void raw.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
    case 'trailers':
      return void raw.addTrailers({ 'X-Sum': 'abc' });
    case 'destroy':
      return void raw.destroy();
    case 'throw':
      throw new Error('thrown by the handler');
    case 'wait':
      return new Promise((resolve) => setImmediate(resolve, undefined));
    case 'pause':
      return new Promise((resolve) => setTimeout(resolve, 4, undefined));
  }
}

function writeHead(raw: ServerResponse, code: number, form: 'object' | 'array' | 'reason' | 'invalid'): void {
  if (form === 'object') raw.writeHead(code, { 'X-Head': 'h', 'Set-Cookie': 'theme=dark' });
  else if (form === 'array') raw.writeHead(code, ['X-Head', 'h', 'Set-Cookie', 'theme=dark']);
  else if (form === 'reason') raw.writeHead(code, 'Fine', { 'X-Head': 'h' });
  else raw.writeHead(code, { 'Content-Disposition': 'attachment; filename="a–b.pdf"' });
}

function body(size: number, binary: boolean): string | Buffer {
  const text = 'ab–c'.repeat(Math.ceil(size / 4)).slice(0, size);
  return binary ? Buffer.from(text) : text;
}

function source({ size, chunks, fails }: Extract<Step, { do: 'pipe' | 'pipeline' }>): Readable {
  return Readable.from(
    (async function* () {
      for (let at = 0; at < chunks; at++) {
        if (at % 3 === 1) await new Promise((resolve) => setImmediate(resolve));
        if (fails && at === chunks - 1) throw new Error('the source failed');
        yield Buffer.alloc(Math.ceil(size / chunks), at);
      }
    })(),
    { objectMode: false },
  );
}
