import { createInterface } from 'node:readline';

/** The error code with which Prisma's engine marks an answer that is a failure. */
const FAILED = 4466;

/** Methods that the two engines call by different names. */
const renamed = { getDatabaseVersion: 'version' };

/**
 * Answers JSON-RPC 2.0 requests, one a line, until the input ends.
 * @param {NodeJS.ReadableStream} input
 * @param {NodeJS.WritableStream} output
 * @param {() => Promise<Record<string, (params: object) => Promise<any>>>} engine
 */
export async function serve(input, output, engine) {
  const send = (message) => output.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

  for await (const line of createInterface({ input })) {
    if (!line.trim()) continue;
    const { id, method, params } = JSON.parse(line);
    if (!method) continue; // an answer to one of our own `print` requests
    try {
      const result = await call(await engine(), method, params ?? {});
      // The native engine prints what `migrate diff` finds by a request to the CLI; the WebAssembly one returns it.
      if (method === 'diff' && result.stdout) {
        send({ id: `print-${id}`, method: 'print', params: { content: result.stdout } });
      }
      send({ id, result });
    } catch (error) {
      send({ id, error: failure(error) });
    }
  }
}

async function call(engine, method, params) {
  const name = renamed[method] ?? method;
  if (typeof engine[name] !== 'function') {
    throw new Error(`The WebAssembly schema engine has no method "${method}".`);
  }
  return (await engine[name](params)) ?? {};
}

function failure(error) {
  const message = String(error?.message || error);
  return {
    code: FAILED,
    message: 'An error happened. Check the data field for details.',
    data: { is_panic: false, error_code: error?.code ?? null, message, meta: error?.meta ?? null },
  };
}
