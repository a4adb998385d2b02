import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { err, ok, type Result } from '../../base/model/index.js';
import { errorCode, FILE_MODE, WITHOUT_WAITING } from '../../base/runtime/index.js';

const WRITTEN = constants.O_WRONLY | constants.O_CREAT | WITHOUT_WAITING;

/** Events are written in pieces of about this many characters. */
const PIECE_LENGTH = 256 * 1024;

/** An event in the Trace Event Format: `X` has a duration, `M` describes a process or a thread. Times in microseconds. */
export interface TraceEvent {
  readonly ph: 'X' | 'M';
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly args?: Readonly<Record<string, string | number>>;
}

/**
 * A file in the JSON array form of the Trace Event Format, which Perfetto and Chrome open. Viewers do not need the end of
 * the array, so the file of a killed process can be opened, too.
 *
 * Format: "Trace Event Format", Google, https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
export class TraceFile {
  readonly #fd: number;
  #text = '[';
  #between = '\n';
  #failure: string | undefined;

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Creates or empties a regular file. @returns it, or the code of the error (`EACCES`, `not-a-regular-file`) */
  static open(path: string): Result<TraceFile, string> {
    let fd: number | undefined;
    try {
      fd = openSync(path, WRITTEN, FILE_MODE);
      if (!fstatSync(fd).isFile()) throw Object.assign(new Error(), { code: 'not-a-regular-file' });
      ftruncateSync(fd);
      return ok(new TraceFile(fd));
    } catch (error) {
      if (fd !== undefined) closeSync(fd);
      // What the system answers for a FIFO without a reader.
      return err(errorCode(error) === 'ENXIO' ? 'not-a-regular-file' : errorCode(error));
    }
  }

  add(event: TraceEvent): void {
    this.#text += this.#between + JSON.stringify(event);
    this.#between = ',\n';
    if (this.#text.length >= PIECE_LENGTH) this.#write();
  }

  /** @returns the code of the first error; nothing when the file is complete */
  close(): string | undefined {
    this.#text += '\n]\n';
    this.#write();
    try {
      closeSync(this.#fd);
    } catch (error) {
      this.#failure ??= errorCode(error);
    }
    return this.#failure;
  }

  #write(): void {
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    if (this.#failure !== undefined) return;
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#fd, bytes, at);
    } catch (error) {
      this.#failure = errorCode(error);
    }
  }
}
