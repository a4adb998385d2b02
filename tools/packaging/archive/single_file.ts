import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { writeArchive } from './archive.js';
import { loadedPart } from './elf.js';
import type { ArchiveMember } from './members.js';

/** The best of gzip, the only compression that every Debian can undo without further packages. */
const COMPRESSION_LEVEL = 9;

/** The first bytes of the file are the script, filled up with newlines to a multiple of this size. */
const BLOCK = 4096;

/** How many digits the numbers in the script have, so that its size does not depend on them. */
const DIGITS = 12;

/**
 * Writes an executable file: a shell script, followed by an archive that it unpacks.
 *
 * @param members of the archive; symbols are left out of Node
 * @param root the folder in the archive
 * @param script with the placeholders `{{DIGEST}}` (SHA-256 of the archive), `{{OFFSET}}` (its first byte, counted from 1) and
 *   `{{SIZE}}` (bytes of the whole file)
 * @param output the path of the file
 */
export async function writeSingleFile(
  members: readonly ArchiveMember[],
  root: string,
  script: string,
  output: string,
): Promise<void> {
  const archive = `${output}.tar.gz`;
  await writeArchive(await Promise.all(members.map(withoutSymbols)), root, archive, COMPRESSION_LEVEL);
  try {
    const hash = createHash('sha256');
    await pipeline(createReadStream(archive), hash);
    const { size } = await stat(archive);
    await pipeline(startOf(script, hash.digest('hex'), size), createWriteStream(output, { mode: 0o755 }));
    await pipeline(createReadStream(archive), createWriteStream(output, { flags: 'a' }));
  } finally {
    await rm(archive);
  }
}

function startOf(script: string, digest: string, archiveSize: number): Buffer[] {
  const render = (offset: number): string =>
    script
      .replaceAll('{{DIGEST}}', digest)
      .replaceAll('{{OFFSET}}', String(offset + 1).padStart(DIGITS, '0'))
      .replaceAll('{{SIZE}}', String(offset + archiveSize));
  const size = Math.ceil((Buffer.byteLength(render(0)) + DIGITS) / BLOCK) * BLOCK;
  const start = Buffer.alloc(size, '\n');
  start.write(render(size));
  return [start];
}

async function withoutSymbols(member: ArchiveMember): Promise<ArchiveMember> {
  if (member.kind !== 'file' || !member.executable || !/(^|\/)node$/.test(member.path)) return member;
  return { ...member, ...(await loadedPart(member.source)) };
}
