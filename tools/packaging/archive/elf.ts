import { open } from 'node:fs/promises';

/** The part of a program that the system loads. */
export interface LoadedPart {
  /** Replaces the first bytes of the file. */
  readonly header: Buffer;
  /** How many bytes of the file, from its start, are loaded. */
  readonly size: number;
}

const HEADER_SIZE = 64;

/** The header of a 64-bit, little-endian ELF file: magic number, class, byte order. */
const MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]);

/**
 * Finds out which part of a program the system loads. What follows it, symbols for debuggers and the table of sections, is a
 * seventh of Node.
 *
 * @param path a file
 * @returns the part, with a header that names no table of sections; nothing if the file is not a 64-bit, little-endian ELF file
 */
export async function loadedPart(path: string): Promise<LoadedPart | undefined> {
  const file = await open(path);
  try {
    const header = Buffer.alloc(HEADER_SIZE);
    const { bytesRead } = await file.read(header, 0, HEADER_SIZE, 0);
    if (bytesRead < HEADER_SIZE || !header.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;

    // The fields have the names of elf(5).
    const phoff = Number(header.readBigUInt64LE(32));
    const phentsize = header.readUInt16LE(54);
    const phnum = header.readUInt16LE(56);
    const segments = Buffer.alloc(phentsize * phnum);
    await file.read(segments, 0, segments.length, phoff);
    const ends = Array.from({ length: phnum }, (_, index) => {
      const segment = segments.subarray(index * phentsize, (index + 1) * phentsize);
      return Number(segment.readBigUInt64LE(8)) + Number(segment.readBigUInt64LE(32));
    });

    header.writeBigUInt64LE(0n, 40); // shoff
    header.writeUInt16LE(0, 60); // shnum
    header.writeUInt16LE(0, 62); // shstrndx
    return { header, size: Math.max(phoff + segments.length, ...ends) };
  } finally {
    await file.close();
  }
}
