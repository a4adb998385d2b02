import { createHash, hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { DigestMember } from './members.js';

/** Files read at a time: while one is hashed, the others are on their way. */
const READERS = 8;

/** Read at a time from one file. A run executable may carry a whole node. */
const CHUNK_BYTES = 1 << 20;

/**
 * SHA-256 over paths, kinds and content; 64 hexadecimal digits.
 *
 * Neither times nor modes count: Bazel does not run an action again for those.
 *
 * @param members sorted by path
 */
export async function digestOf(members: readonly DigestMember[]): Promise<string> {
  const lines = new Array<string>(members.length);
  const rest = members.entries();
  const read = async (): Promise<void> => {
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    // One iterator for all readers: each takes the next file when it is done with one.
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
