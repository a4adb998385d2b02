import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ArchiveMember } from './members.js';

/** The minimum size of files that are compared. Node and other native files are larger. */
const LARGE = 1 << 20;

/**
 * Deduplicates large files with the same content, so that an archive has them only once. DataBuild and jobs in
 * JavaScript often bring the same Node.
 *
 * @param members in the order of the archive
 * @returns the same members, with each repeated file replaced by a `copy` of the first
 */
export async function findCopies(members: readonly ArchiveMember[]): Promise<ArchiveMember[]> {
  const sizes = members.flatMap((member) => (member.kind === 'file' && member.size >= LARGE ? [member.size] : []));
  const shared = new Set(sizes.filter((size, index) => sizes.indexOf(size) !== index));

  const seen = new Map<string, string>();
  const found: ArchiveMember[] = [];
  for (const member of members) {
    if (member.kind !== 'file' || !shared.has(member.size)) {
      found.push(member);
      continue;
    }
    const { path, executable } = member;
    const key = `${await digestOf(member.source)} ${String(executable)}`;
    const earlier = seen.get(key);
    if (earlier === undefined) seen.set(key, path);
    found.push(earlier === undefined ? member : { kind: 'copy', path, of: earlier, executable });
  }
  return found;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
