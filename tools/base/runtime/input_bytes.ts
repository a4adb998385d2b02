import { close, constants, createReadStream, fstat } from 'node:fs';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { errorCode } from './errors.js';
import { openAnything } from './open_file.js';

/** Where an input that the user named comes from: a path that can be opened as it is, or standard input. */
export type InputPlace = { readonly path: string } | 'stdin';

export interface ReadFailure {
  readonly reason: 'input-unreadable';
  /** Path, or `standard input`. */
  readonly source: string;
  /** `ENOENT` …, `not-a-regular-file`, `not-utf-8`, `too-large`, or `interrupted` by a signal. */
  readonly code: string;
}

/** Reading failed, perhaps in the middle of a stream. The caller may already have some of the data. */
export class ReadError extends Error {
  readonly failure: ReadFailure;

  constructor(failure: ReadFailure, cause?: unknown) {
    super(failure.code, { cause });
    this.name = 'ReadError';
    this.failure = failure;
  }
}

const STDIN_NAME = 'standard input';

/** The name of an input in messages. */
export function inputName(place: InputPlace): string {
  return place === 'stdin' ? STDIN_NAME : place.path;
}

/**
 * The bytes of an input, piece by piece: a file of any size, a FIFO, a process substitution or a terminal. No read
 * blocks inside the system, so the signal always stops it at once.
 *
 * @throws ReadError, with the code `interrupted` if the signal stopped it
 */
export async function* inputBytes(place: InputPlace, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    signal.throwIfAborted();
    const stream = place === 'stdin' ? process.stdin : await openStream(place.path);
    const { addAbortSignal } = process.getBuiltinModule('node:stream');
    yield* addAbortSignal(signal, stream) as AsyncIterable<Buffer>;
  } catch (error) {
    const code = signal.aborted ? 'interrupted' : errorCode(error);
    throw new ReadError({ reason: 'input-unreadable', source: inputName(place), code }, error);
  }
}

/** How many bytes of a file are read at a time. */
const CHUNK_BYTES = 256 * 1024;

const statDescriptor = promisify(fstat);
const closeDescriptor = promisify(close);

/** @throws system errors, with their code */
async function openStream(path: string): Promise<Readable> {
  const fd = await openAnything(path, constants.O_RDONLY);
  try {
    if ((await statDescriptor(fd)).isFIFO()) {
      const { Socket } = process.getBuiltinModule('node:net');
      return new Socket({ fd, readable: true, writable: false });
    }
    const { isatty, ReadStream: TerminalStream } = process.getBuiltinModule('node:tty');
    if (isatty(fd)) return new TerminalStream(fd);
    return createReadStream(path, { fd, highWaterMark: CHUNK_BYTES });
  } catch (error) {
    await closeDescriptor(fd);
    throw error;
  }
}
