import { readFile, writeFile } from 'node:fs/promises';
import { parseEntries } from '../runfiles/index.js';
import { digestOf } from './digest.js';
import { digestMembers } from './members.js';

/** Called by rules/private/digest.bzl. */
async function main([output, entriesFile]: readonly string[]): Promise<void> {
  if (output === undefined || entriesFile === undefined) {
    throw new Error('usage: digest <output> <file with one entry per line>');
  }
  const entries = parseEntries(await readFile(entriesFile, 'utf8'));
  await writeFile(output, `${await digestOf(digestMembers(entries))}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`digest: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
