import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../../apps/lab/setup/run.mjs';

/** The versions that differ from the checkout's, where libs/session needs the package, by Nest's major version. */
const VERSIONS = {
  // The oldest of everything that libs/session supports.
  10: {
    '@nestjs/common': '10.4.22',
    '@nestjs/core': '10.4.22',
    '@nestjs/testing': '10.4.22',
    '@nestjs/platform-express': '10.4.22',
    '@nestjs/platform-fastify': '10.4.22',
    // The versions that the platforms depend on exactly.
    express: '4.22.1',
    fastify: '4.28.1',
    '@fastify/compress': '7.0.3',
    '@nestjs/passport': '10.0.3',
    '@nestjs/graphql': '12.2.2',
    '@nestjs/apollo': '12.2.2',
    '@apollo/server': '4.13.0',
    // Part of Apollo Server 4 itself.
    '@as-integrations/express5': null,
    mercurius: '14.1.0',
    '@nestjs/mercurius': '12.2.2',
    '@nestjs/microservices': '10.4.22',
    '@nestjs/websockets': '10.4.22',
    '@nestjs/platform-socket.io': '10.4.22',
    '@nestjs/platform-ws': '10.4.22',
    // Before crypto.hash, which came with Node 20.12.
    '@types/node': '20.11.30',
    cookie: '1.1.1',
    ioredis: '5.11.1',
    typescript: '5.1.6',
  },
  11: {
    '@nestjs/common': '11.2.10',
    '@nestjs/core': '11.2.10',
    '@nestjs/testing': '11.2.6',
    '@nestjs/platform-express': '11.2.10',
    '@nestjs/platform-fastify': '11.2.8',
    express: '5.2.1',
    fastify: '5.11.3',
    '@nestjs/passport': '11.0.5',
    '@nestjs/graphql': '13.4.5',
    '@nestjs/apollo': '13.4.5',
    '@nestjs/mercurius': '13.4.5',
    '@nestjs/microservices': '11.2.6',
    '@nestjs/websockets': '11.2.6',
    '@nestjs/platform-socket.io': '11.2.6',
    '@nestjs/platform-ws': '11.2.6',
    cookie: '1.1.1',
    typescript: '5.9.3',
  },
  12: {},
};

/** What runs the specs; the checkout has the versions. */
export const TEST_TOOLS = ['@nestjs/testing', 'reflect-metadata', 'vite', 'vitest'];

/** What compiles the sources. No test runner: @app/session/testing imports none. */
export const COMPILER = ['@types/node', 'reflect-metadata', 'typescript'];

/** The major versions of Nest that libs/session supports. */
export const NEST_MAJORS = Object.keys(VERSIONS);

/**
 * Returns exact versions of every package that libs/session/package.json names, and of others, for one major version of Nest.
 *
 * @param {string} major one of NEST_MAJORS
 * @param {readonly string[]} others TEST_TOOLS or COMPILER
 * @returns {Record<string, string>} versions by package
 */
export function nestPackages(major, others) {
  const library = readJson('libs/session/package.json');
  const { peerDependencies, dependencies, optionalDependencies, devDependencies } = library;
  const named = Object.keys({
    ...peerDependencies,
    ...dependencies,
    ...optionalDependencies,
    ...devDependencies,
  });
  return Object.fromEntries(
    [...new Set([...named, ...others])]
      .sort()
      .map((name) => [name, name in VERSIONS[major] ? VERSIONS[major][name] : installedInCheckout(name)])
      .filter(([, version]) => version !== null),
  );
}

function installedInCheckout(name) {
  return readJson(join('node_modules', name, 'package.json')).version;
}

function readJson(path) {
  return JSON.parse(readFileSync(join(CHECKOUT, path), 'utf8'));
}
