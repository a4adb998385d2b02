import { constants, open as openCalling, statSync } from 'node:fs';
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
    // A socket, a FIFO without a reader, a device without a driver.
    throw errorCode(error) === 'ENXIO' ? notRegular() : error;
  });
  try {
    const stats = await file.stat();
    if (stats.isFile()) return file;
    throw notRegular(stats.isDirectory() ? 'EISDIR' : 'not-a-regular-file');
  } catch (error) {
    await file.close();
    throw error;
  }
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
  const full: Buffer[] = [];
  let chunk = Buffer.allocUnsafe(FIRST_BYTES);
  let used = 0;
  for (let bytes = 0; ;) {
    const { bytesRead } = await file.read(chunk, used, chunk.length - used);
    if (bytesRead === 0) return Buffer.concat([...full, chunk.subarray(0, used)]);
    bytes += bytesRead;
    used += bytesRead;
    // Count the bytes that were read, not the reported size: the file may be growing, and files in /proc report none.
    if (bytes > maxBytes)
      throw Object.assign(new Error(`it has more than ${String(maxBytes)} bytes`), { code: 'too-large' });
    if (used < chunk.length) continue;
    full.push(chunk);
    chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    used = 0;
  }
}
