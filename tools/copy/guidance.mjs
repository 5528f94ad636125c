import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { toPosix } from './library.mjs';
import { ignoreLines } from './ignore-lines.mjs';
import { dependencyOf } from './project.mjs';
import { copiedFolders } from './record.mjs';

/** What a new copy asks of the user: one heading and its lines each. */
export function guidanceFor(library, project, plan) {
  return [
    ...example(project, plan),
    mainFile(library, project),
    environment(library),
    dotenv(library, project),
    ignoreLines(project, plan),
    collisions(library, project, plan),
    replaced(library, project),
    ['Then', `${project.packageManager} install, and read ${plan.places.sources}/README.md.`],
  ].filter(Boolean);
}

/** The files of the README's example: the first one shows what belongs into the AppModule. */
function example({ sourceRoot }, { files, places }) {
  const readme = files.get(`${places.sources}/README.md`);
  const [appModule, ...others] = [...readme.matchAll(/```ts\n\/\/ src\/(\S+\.ts)\n([^]*?)```/g)];
  return [
    ['In your AppModule', appModule[2].trim()],
    ...others.map(([, name, text]) => [`An example, ${sourceRoot}/${name}`, text.trim()]),
  ];
}

const MAIN = {
  session: {
    express: [
      'Behind a proxy that ends TLS, so that cookies are Secure:',
      `const app = await NestFactory.create<NestExpressApplication>(AppModule);`,
      `app.set('trust proxy', 1);`,
    ],
    fastify: [
      'Behind a proxy that ends TLS, so that cookies are Secure:',
      'new FastifyAdapter({ trustProxy: true })',
    ],
  },
  replica: {
    express: ['Instead of app.enableShutdownHooks():', 'stopOnSignals(app);'],
    fastify: ['Instead of app.enableShutdownHooks():', 'stopOnSignals(app);'],
  },
};

function mainFile({ name }, { adapters: [adapter] }) {
  return MAIN[name] && ['In main.ts', MAIN[name][adapter].join('\n')];
}

function environment({ name }) {
  if (name === 'session')
    return [
      'In the environment (a key of your own; keep it out of the repository)',
      `SESSION_KEYS=1:${randomBytes(32).toString('base64')}`,
    ];
  if (name !== 'auth') return undefined;
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return [
    'In the environment (a key of your own; keep it out of the repository)',
    `AUTH_KEYS='${JSON.stringify([{ ...jwk, kid: '1' }])}'`,
  ];
}

/** ConfigModule reads `.env` when it is called, and the printed lines read `process.env` before. */
function dotenv({ name }, { manifest }) {
  if (name === 'replica' || !dependencyOf(manifest, '@nestjs/config')) return undefined;
  return [
    'If these variables are in .env',
    'ConfigModule reads that file after the lines above. Start with "node --env-file=.env", or use forRootAsync({ inject: [ConfigService], useFactory }).',
  ];
}

/** Classes of the project that have the name of one that the library exports. */
function collisions(library, { directory, sourceRoot }, { files, places }) {
  const index = library.files.get('src/index.ts');
  const root = path.join(directory, sourceRoot);
  if (!existsSync(root)) return undefined;
  const copied = [...copiedFolders(directory), places.sources];
  const lines = [];
  for (const name of readdirSync(root, { recursive: true }).filter((each) => each.endsWith('.ts'))) {
    const file = path.posix.join(sourceRoot, toPosix(name));
    if (files.has(file) || copied.some((folder) => file.startsWith(`${folder}/`))) continue;
    for (const [, found] of readFileSync(path.join(directory, file), 'utf8').matchAll(
      /^export (?:abstract )?class (\w+)/gm,
    ))
      if (new RegExp(`\\b${found}\\b`).test(index))
        lines.push(`${file} has a ${found} too: import { ${found} as Copied${found} } where you need both.`);
  }
  return lines.length > 0 ? ['Names that exist twice', lines.join('\n')] : undefined;
}

const REPLACED = [
  'express-session',
  'cookie-session',
  '@fastify/session',
  '@fastify/secure-session',
  'iron-session',
];

function replaced({ name }, { manifest }) {
  const present = REPLACED.filter((each) => dependencyOf(manifest, each));
  if (name !== 'session' || present.length === 0) return undefined;
  return [
    'To replace what you use now',
    `${present.join(', ')}: see docs/migrating.md in the Session Lab repository.`,
  ];
}
