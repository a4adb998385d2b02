import { constants, open as openCalling } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from './errors.js';
import { FILE_MODE } from './paths.js';

const { O_NOCTTY, O_NONBLOCK, O_RDONLY } = constants;

/**
 * Flags that keep the system from waiting when something is opened, for the other end of a FIFO or for a device. Such a
 * wait holds a thread that no signal and no timeout gets back, and the process does not end before it does. So every
 * path that another user can change is opened with them.
 */
export const WITHOUT_WAITING = O_NONBLOCK | O_NOCTTY;

/** How much is read at a time. */
const CHUNK_BYTES = 256 * 1024;

const openDescriptor = promisify(openCalling);

/**
 * Opens whatever is at a path, so that the caller can look at its type.
 *
 * @param flags of `fs.constants`
 * @returns a file descriptor
 * @throws errors of the system, with their code; to write into a FIFO that nobody reads is `ENXIO`
 */
export function openAnything(path: string, flags: number): Promise<number> {
  return openDescriptor(path, flags | WITHOUT_WAITING, FILE_MODE);
}

/**
 * Opens a regular file, or what a symbolic link to one leads to.
 *
 * @param flags of `fs.constants`
 * @throws errors of the system, with their code; `not-a-regular-file` for FIFOs, devices and the like
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
 * All of a regular file.
 *
 * @throws errors of the system, with their code; `not-a-regular-file`; `too-large` where it has more bytes than that
 */
export async function readRegularFile(path: string, maxBytes: number): Promise<Buffer> {
  await using file = await openRegularFile(path);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: CHUNK_BYTES })) {
    bytes += (chunk as Buffer).length;
    // The bytes read count, not the reported size: the file may be growing, and files in /proc have none.
    if (bytes > maxBytes)
      throw Object.assign(new Error(`it has more than ${String(maxBytes)} bytes`), { code: 'too-large' });
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
