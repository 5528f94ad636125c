import { connect } from 'node:net';

/** Sends one line over TCP and says whether the answer begins as expected; refused or silent for a second is no. */
export async function answers(port: number, line: string, expected: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    let answer = '';
    const settle = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(1_000, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
    socket.once('connect', () => socket.write(`${line}\r\n`));
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (answer.length >= expected.length) settle(answer.startsWith(expected));
    });
  });
}
