import { readFile } from 'node:fs/promises';
import { parseEntries } from '../runfiles/index.js';
import { writeArchive } from './archive.js';
import { findCopies } from './copies.js';
import { archiveMembers } from './members.js';

/** Called by rules/private/archive.bzl. */
async function main([output, root, entriesFile]: readonly string[]): Promise<void> {
  if (output === undefined || root === undefined || entriesFile === undefined) {
    throw new Error('usage: archive <output> <top-level folder> <file with one entry per line>');
  }
  const entries = parseEntries(await readFile(entriesFile, 'utf8'));
  await writeArchive(await findCopies(archiveMembers(entries)), root, output);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`archive: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
