import { createHash, hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { DigestMember } from './members.js';

/** How many files are read in parallel: while one is hashed, others are read. */
const READERS = 8;

/** Bytes of a file that are read at a time. A run executable may contain a whole Node. */
const CHUNK_BYTES = 1 << 20;

/**
 * SHA-256 over paths, kinds and content, as 64 hexadecimal digits.
 *
 * Times and modes do not count, because Bazel does not rerun an action when they change.
 *
 * @param members sorted by path
 */
export async function digestOf(members: readonly DigestMember[]): Promise<string> {
  const lines = new Array<string>(members.length);
  const rest = members.entries();
  const read = async (): Promise<void> => {
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    // All readers share one iterator: each takes the next file when it has finished one.
    for (const [index, member] of rest) {
      lines[index] = JSON.stringify([member.path, member.kind, await contentOf(member, buffer)]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(READERS, members.length) }, read));
  return hash('sha256', lines.map((line) => `${line}\n`).join(''));
}

async function contentOf(member: DigestMember, buffer: Buffer): Promise<string> {
  switch (member.kind) {
    case 'empty':
      return '';
    case 'link':
      return member.target;
    case 'file':
      return await hashFile(member.source, buffer);
  }
}

async function hashFile(path: string, buffer: Buffer): Promise<string> {
  const file = await open(path);
  try {
    const sum = createHash('sha256');
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return sum.digest('hex');
      sum.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
