import { readFile } from 'node:fs/promises';
import { parseEntries } from '../runfiles/index.js';
import { writeArchive } from './archive.js';
import { findCopies } from './copies.js';
import { archiveMembers } from './members.js';
import { writeSingleFile } from './single_file.js';

/** Called by rules/private/archive.bzl. With a script, it writes a single file that unpacks itself. */
async function main([output, root, entriesFile, script]: readonly string[]): Promise<void> {
  if (output === undefined || root === undefined || entriesFile === undefined) {
    throw new Error('usage: archive <output> <top-level folder> <file with one entry per line> [script]');
  }
  const entries = parseEntries(await readFile(entriesFile, 'utf8'));
  const members = await findCopies(archiveMembers(entries));
  if (script === undefined) await writeArchive(members, root, output);
  else await writeSingleFile(members, root, await readFile(script, 'utf8'), output);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`archive: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
