import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { toPosix } from './library.mjs';
import { readJsonc } from './tsconfig.mjs';

/** The source root and the builder, from nest-cli.json or from the project.json of Nx. */
export function layoutOf(directory) {
  for (const ancestor of ancestors(directory)) {
    const inAncestor = toPosix(path.relative(ancestor, directory));
    const nx = ancestor === directory && readJsonc(path.join(directory, 'project.json'));
    if (nx?.sourceRoot) {
      const workspace =
        ancestors(directory).find((each) => existsSync(path.join(each, 'nx.json'))) ?? directory;
      const executor = JSON.stringify(nx.targets?.build ?? {});
      const sourceRoot = toPosix(path.relative(directory, path.resolve(workspace, nx.sourceRoot)));
      return { sourceRoot, compiler: ['webpack', 'swc'].find((name) => executor.includes(name)) ?? 'tsc' };
    }
    const cli = readJsonc(path.join(ancestor, 'nest-cli.json'));
    if (!cli) continue;
    const { builder, webpack } = cli.compilerOptions ?? {};
    const compiler = webpack ? 'webpack' : (builder?.type ?? builder ?? (cli.monorepo ? 'webpack' : 'tsc'));
    const project = Object.values(cli.projects ?? {}).find(({ root }) => root === inAncestor);
    if (inAncestor !== '' && !project) continue;
    const inRoot = (project ?? cli).sourceRoot ?? path.posix.join(inAncestor, 'src');
    return { sourceRoot: toPosix(path.relative(directory, path.join(ancestor, inRoot))), compiler };
  }
  return { sourceRoot: 'src', compiler: 'tsc' };
}

/** Folders of a workspace, at most two levels deep, that have an application of Nest. */
export function applicationsIn(directory) {
  const folders = (parent) =>
    existsSync(path.join(directory, parent))
      ? readdirSync(path.join(directory, parent), { withFileTypes: true })
          .filter((entry) => entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name))
          .map((entry) => path.join(parent, entry.name))
      : [];
  const has = (folder, file, text) => {
    const place = path.join(directory, folder, file);
    return existsSync(place) && readFileSync(place, 'utf8').includes(text);
  };
  // In a workspace of Nx the packages are named at the root.
  const isApplication = (folder) =>
    has(folder, 'package.json', '"@nestjs/core"') || has(folder, 'src/main.ts', 'NestFactory');
  return folders('')
    .flatMap((folder) => [folder, ...folders(folder)])
    .filter(isApplication);
}

/** A directory and those above it, the nearest first. */
export function ancestors(directory) {
  const parent = path.dirname(directory);
  return parent === directory ? [directory] : [directory, ...ancestors(parent)];
}
