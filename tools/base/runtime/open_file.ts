import {
  closeSync,
  constants,
  fstatSync,
  open as openCalling,
  openSync,
  readSync,
  statSync,
  type Stats,
} from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from './errors.js';
import { FILE_MODE } from './paths.js';

const { O_NOCTTY, O_NONBLOCK, O_RDONLY } = constants;

/**
 * Flags for opening a file without blocking, neither for the other end of a FIFO nor for a device. A blocked open
 * holds a thread that no signal and no timeout can release, and the process cannot exit before it returns. So every
 * path that another user can change is opened with these flags.
 */
export const WITHOUT_WAITING = O_NONBLOCK | O_NOCTTY;

/** How many bytes are read at a time: at first, and when there are more. Most files that are read thousands of times are small. */
const FIRST_BYTES = 16 * 1024;
const CHUNK_BYTES = 256 * 1024;

const openDescriptor = promisify(openCalling);

/**
 * Opens whatever is at a path, so that the caller can check its type.
 *
 * @param flags of `fs.constants`
 * @returns a file descriptor
 * @throws system errors, with their code; `ENXIO` for writing into a FIFO without a reader; `socket`
 */
export async function openAnything(path: string, flags: number): Promise<number> {
  try {
    return await openDescriptor(path, flags | WITHOUT_WAITING, FILE_MODE);
  } catch (error) {
    if (errorCode(error) !== 'ENXIO' || !isSocket(path)) throw error;
    throw Object.assign(new Error('it is a socket', { cause: error }), { code: 'socket' });
  }
}

function isSocket(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;
}

/**
 * Opens a regular file, or the target of a symbolic link to one.
 *
 * @param flags of `fs.constants`
 * @throws system errors, with their code; `not-a-regular-file` for FIFOs, devices and the like
 */
export async function openRegularFile(path: string, flags = O_RDONLY): Promise<FileHandle> {
  const file = await open(path, flags | WITHOUT_WAITING, FILE_MODE).catch((error: unknown) => {
    throw openFailure(error);
  });
  try {
    expectRegular(await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The same at once, for reading. @returns a file descriptor */
export function openRegularFileNow(path: string): number {
  let fd: number;
  try {
    fd = openSync(path, O_RDONLY | WITHOUT_WAITING);
  } catch (error) {
    throw openFailure(error);
  }
  try {
    expectRegular(fstatSync(fd));
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** A socket, a FIFO without a reader and a device without a driver cannot be opened. */
function openFailure(error: unknown): unknown {
  return errorCode(error) === 'ENXIO' ? notRegular() : error;
}

function expectRegular(stats: Stats): void {
  if (!stats.isFile()) throw notRegular(stats.isDirectory() ? 'EISDIR' : 'not-a-regular-file');
}

function notRegular(code = 'not-a-regular-file'): Error {
  return Object.assign(new Error('it is not a regular file'), { code });
}

/**
 * Reads a whole regular file.
 *
 * @throws system errors, with their code; `not-a-regular-file`; `too-large` if it has more than `maxBytes` bytes
 */
export async function readRegularFile(path: string, maxBytes: number): Promise<Buffer> {
  await using file = await openRegularFile(path);
  const read = new GrowingBuffer(maxBytes);
  for (;;) {
    const { bytesRead } = await file.read(read.room);
    if (bytesRead === 0) return read.whole();
    read.add(bytesRead);
  }
}

/**
 * The same at once. For small files of a program that has nothing else to do: it costs a tenth, and Node starts none of its
 * threads for it.
 */
export function readRegularFileNow(path: string, maxBytes: number): Buffer {
  const fd = openRegularFileNow(path);
  try {
    const read = new GrowingBuffer(maxBytes);
    for (;;) {
      const bytesRead = readSync(fd, read.room);
      if (bytesRead === 0) return read.whole();
      read.add(bytesRead);
    }
  } finally {
    closeSync(fd);
  }
}

/** What was read of a file. It counts bytes that were read, not the reported size: the file may be growing, and files in /proc report none. */
class GrowingBuffer {
  readonly #maxBytes: number;
  readonly #full: Buffer[] = [];
  #chunk = Buffer.allocUnsafe(FIRST_BYTES);
  #used = 0;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Where the next bytes belong. */
  get room(): Buffer {
    return this.#chunk.subarray(this.#used);
  }

  /** Call this when so many bytes were read into the room. @throws `too-large` */
  add(bytes: number): void {
    this.#bytes += bytes;
    this.#used += bytes;
    if (this.#bytes > this.#maxBytes)
      throw Object.assign(new Error(`it has more than ${String(this.#maxBytes)} bytes`), { code: 'too-large' });
    if (this.#used < this.#chunk.length) return;
    this.#full.push(this.#chunk);
    this.#chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    this.#used = 0;
  }

  whole(): Buffer {
    return Buffer.concat([...this.#full, this.#chunk.subarray(0, this.#used)]);
  }
}
