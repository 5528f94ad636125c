import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LIBRARIES } from './library.mjs';
import { Refusal } from './refusal.mjs';

/**
 * What `.session-lab/<library>.json` keeps of a copy. It is committed with the project: without it a later release cannot be merged.
 *
 * @typedef {object} CopyRecord
 * @property {string} release
 * @property {string} into folder of the sources
 * @property {string} tests folder of the tests
 * @property {string[]} parts
 * @property {boolean} withTests
 * @property {Record<string, string>} files the texts as they were copied
 */

function fileOf(directory, library) {
  return path.join(directory, '.session-lab', `${library}.json`);
}

/** @returns {CopyRecord | undefined} */
export function readRecord(directory, library) {
  const file = fileOf(directory, library);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Refusal(`${file} cannot be read (${error.message}). Restore it from your repository.`);
  }
}

/** The folders of the copies that a project has. */
export function copiedFolders(directory) {
  return LIBRARIES.map((library) => readRecord(directory, library)?.into).filter(Boolean);
}

/** @param {CopyRecord} record */
export function writeRecord(directory, library, record) {
  const file = fileOf(directory, library);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
}

/** The texts that the project has at some paths now. @returns {Map<string, string>} */
export function readTexts(directory, paths) {
  return new Map(
    paths
      .filter((each) => existsSync(path.join(directory, each)))
      .map((each) => [each, readFileSync(path.join(directory, each), 'utf8')]),
  );
}

/** Writes what a merge decided. @param {import('./merge.mjs').Change[]} changes */
export function writeChanges(directory, changes) {
  for (const { path: file, action, text, from } of changes) {
    const target = path.join(directory, file);
    if (text !== undefined) {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    if (from ?? action === 'removed') removeFile(directory, path.join(directory, from ?? file));
  }
}

/** Removes a file, and the folders that it leaves empty. */
function removeFile(directory, file) {
  rmSync(file);
  for (
    let folder = path.dirname(file);
    folder !== directory && readdirSync(folder).length === 0;
    folder = path.dirname(folder)
  )
    rmSync(folder, { recursive: true });
}

/** @throws Refusal if a folder has files that are not of this copy */
export function assertOurs(directory, folders, record) {
  const ours = record ? [record.into, record.tests] : [];
  for (const folder of folders) {
    const absolute = path.join(directory, folder);
    if (ours.includes(folder) || !existsSync(absolute) || readdirSync(absolute).length === 0) continue;
    throw new Refusal(
      `Nothing was copied: ${folder} has files that were not copied by this command. Choose another folder, such as --into ${folder}-lib, or move yours away.`,
    );
  }
}
