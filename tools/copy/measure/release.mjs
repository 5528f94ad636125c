import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIBRARIES, partsOf, readLibrary } from '../library.mjs';
import { planCopy } from '../plan.mjs';

/**
 * Returns what a project would have if it had copied all libraries at a commit: every part, with its tests.
 *
 * @param {string} commit
 * @returns {Map<string, string>} texts by path in the project
 */
export function releaseAt(commit) {
  const directory = mkdtempSync(join(tmpdir(), 'session-lab-release-'));
  try {
    const archive = execFileSync('git', ['archive', commit, 'libs'], { maxBuffer: 256 * 1024 * 1024 });
    execFileSync('tar', ['-x', '-C', directory], { input: archive });
    const libraries = LIBRARIES.map((name) => readLibrary(name, join(directory, 'libs', name)));
    const project = projectWith(libraries);
    return new Map(
      libraries.flatMap((library) => {
        const { files } = planCopy(library, project, { parts: partsOf(library), tests: true });
        return [...files];
      }),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The last commits that changed a library, newest first. */
export function commitsOfLibraries(until, count) {
  const log = execFileSync('git', ['log', '--format=%h', `-${count}`, until, '--', 'libs'], {
    encoding: 'utf8',
  });
  return log.trim().split('\n');
}

/** A project that has every package that a test needs, so that all of them are copied. */
function projectWith(libraries) {
  const packages = libraries.flatMap(({ imports }) =>
    [...imports.values()].flatMap(({ packages }) => packages),
  );
  return {
    directory: '/project',
    sourceRoot: 'src',
    testRoot: 'test',
    type: 'module',
    imports: 'js',
    nest: 12,
    manifest: { dependencies: Object.fromEntries(packages.map((name) => [name, '*'])) },
  };
}
