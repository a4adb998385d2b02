import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ArchiveMember } from './members.js';

/** From this size on a second copy is worth looking for: node, and what else is native. */
const LARGE = 1 << 20;

/**
 * Makes one of large files that have the same content, so that an archive holds it once: DataBuild and the jobs in
 * JavaScript often bring the same node.
 *
 * @param members in the order of the archive
 * @returns the same members, in which a second file with the content of an earlier one is a `copy` of that
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
