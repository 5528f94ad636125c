import { readLibrary, LIBRARIES } from './library.mjs';
import { addPackages } from './manifest.mjs';
import { mergeCopies } from './merge.mjs';
import { planCopy } from './plan.mjs';
import { readProject } from './project.mjs';
import { assertOurs, readRecord, readTexts, writeChanges, writeRecord } from './record.mjs';
import { guidanceFor } from './guidance.mjs';
import { describeChanges, userChanges } from './report.mjs';
import { Refusal } from './refusal.mjs';
import { assertSupported } from './versions.mjs';

/**
 * Copies a library into a project, or merges a newer release into its copy.
 *
 * @param {{ library: string, directory: string, into?: string, parts?: string[], tests?: boolean, dryRun?: boolean }} options what
 *   is not given is as it was at the last copy
 * @param {import('./library.mjs').Library} library
 * @returns {{ changes: import('./merge.mjs').Change[], report: string }}
 * @throws Refusal before anything was written
 */
export function copy({ directory, dryRun = false, ...wanted }, library = readLibrary(wanted.library)) {
  const project = readProject(directory);
  assertSupported(project);
  const record = readRecord(directory, library.name);
  const options = {
    into: wanted.into ?? record?.into,
    parts: wanted.parts ?? record?.parts ?? [],
    tests: wanted.tests ?? record?.withTests ?? true,
  };
  const plan = planCopy(library, project, options);
  const { sources, tests } = plan.places;
  const folders = [...plan.files.keys()].some((file) => file.startsWith(`${tests}/`))
    ? [sources, tests]
    : [sources];
  assertOurs(directory, folders, record);

  const base = new Map(Object.entries(record?.files ?? {}));
  const mine = readTexts(directory, [...new Set([...base.keys(), ...plan.files.keys()])]);
  const firstCopy = mine.size === 0;
  const changes = mergeCopies(firstCopy ? new Map() : base, mine, plan.files);
  if (!dryRun) {
    writeChanges(directory, changes);
    addPackages(project.manifestFile, plan.add);
    writeRecord(directory, library.name, {
      release: library.manifest.version,
      into: sources,
      tests,
      parts: options.parts,
      withTests: options.tests,
      files: Object.fromEntries(plan.files),
    });
  }
  return { changes, report: reportOf({ library, project, plan, changes, firstCopy, dryRun }) };
}

function reportOf({ library, project, plan, changes, firstCopy, dryRun }) {
  const { name, manifest } = library;
  const { type, nest, adapters, imports, builder, runner, packageManager } = project;
  const added = Object.values(plan.add).flatMap((packages) =>
    Object.entries(packages).map((each) => each.join(' ')),
  );
  const needs = [...new Set(plan.leftOut.values())].map((name) =>
    name === 'vitest' ? 'vitest (and that @types/node 20.19 or 22.12)' : name,
  );
  const sections = [
    `${name} ${manifest.version} → ${plan.places.sources}${dryRun ? ' (dry run: nothing is written)' : ''}`,
    `Nest ${nest} on ${adapters.join(' and ')}, ${type === 'module' ? 'ES modules' : 'CommonJS'}, imports ${imports === 'none' ? 'without ending' : `with .${imports}`}, ${builder}, ${runner ?? 'no test runner'}, ${packageManager}`,
    describeChanges(changes, { firstCopy, dryRun }),
  ];
  if (added.length > 0)
    sections.push(`${dryRun ? 'Would add' : 'Added'} to package.json: ${added.join(', ')}`);
  if (plan.leftOut.size > 0)
    sections.push(`Left out ${plan.leftOut.size} test files, which need ${needs.join(', ')}`);
  if (firstCopy)
    for (const [heading, text] of guidanceFor(library, project, plan))
      sections.push(`\n${heading}:\n${text}`);
  return sections.join('\n');
}

/** What the user changed in the copies of a project. */
export function diffOf({ library, directory }) {
  return recorded(directory, library)
    .map(({ record }) => {
      const base = new Map(Object.entries(record.files));
      return userChanges(base, readTexts(directory, [...base.keys()]));
    })
    .join('\n');
}

/** Which copies of a project differ from this release. */
export function outdated({ library, directory }) {
  const project = readProject(directory);
  return recorded(directory, library)
    .map(({ name, record }) => {
      const current = readLibrary(name);
      const { files } = planCopy(current, project, { ...record, tests: record.withTests });
      const paths = new Set([...files.keys(), ...Object.keys(record.files)]);
      const changed = [...paths].filter((path) => files.get(path) !== record.files[path]);
      const versions = `${name} ${record.release} in ${record.into}`;
      return changed.length === 0
        ? `${versions}: up to date`
        : `${versions}: ${current.manifest.version} changes ${changed.length} files\n${changed.map((path) => `  ${path}`).join('\n')}`;
    })
    .join('\n');
}

function recorded(directory, library) {
  const found = (library ? [library] : LIBRARIES)
    .map((name) => ({ name, record: readRecord(directory, name) }))
    .filter(({ record }) => record);
  if (found.length === 0)
    throw new Refusal(
      `${directory} has no copy of ${library ?? 'a library'}: .session-lab does not name one.`,
    );
  return found;
}
