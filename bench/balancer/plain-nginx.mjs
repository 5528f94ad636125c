import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRoot } from '../../dist/apps/lab/apps/lab/src/processes/system-user.js';
import { Program } from '../../dist/apps/lab/apps/lab/src/processes/program.js';

/** The least that nginx does in front of several servers: one upstream, connections kept, nothing else. */
export async function startPlainNginx({ directory, port, upstreams, ledger }) {
  mkdirSync(directory, { recursive: true });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${directory}/${name};`,
  );
  writeFileSync(
    join(directory, 'nginx.conf'),
    `pid ${directory}/nginx.pid; error_log stderr warn; worker_processes auto;
events { worker_connections 2048; }
http {
  access_log off; ${temporary.join(' ')}
  upstream servers { ${upstreams.map((server) => `server 127.0.0.1:${server};`).join(' ')} keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://servers; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`,
  );
  const program = await Program.start({
    name: 'nginx (plain)',
    command: 'nginx',
    args: [
      '-p',
      directory,
      '-c',
      'nginx.conf',
      '-e',
      'stderr',
      '-g',
      `daemon off;${isRoot() ? ' user root;' : ''}`,
    ],
    directory,
    logFile: join(directory, 'nginx.log'),
    ledger,
    stopSignal: 'SIGQUIT',
  });
  await program.ready(
    async () => (await fetch(`http://127.0.0.1:${port}/bare`).catch(() => undefined))?.ok === true,
  );
  return program;
}
