import { constants, writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { err, ok, type Result } from '../../base/model/index.js';
import { errorCode, openRegularFile } from '../../base/runtime/index.js';

const WRITTEN = constants.O_WRONLY | constants.O_CREAT;

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
  readonly #file: FileHandle;
  #text = '[';
  #between = '\n';
  #failure: string | undefined;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Creates or empties a regular file. @returns it, or the code of the error (`EACCES`, `not-a-regular-file`) */
  static async open(path: string): Promise<Result<TraceFile, string>> {
    try {
      const file = await openRegularFile(path, WRITTEN);
      await file.truncate();
      return ok(new TraceFile(file));
    } catch (error) {
      return err(errorCode(error));
    }
  }

  add(event: TraceEvent): void {
    this.#text += this.#between + JSON.stringify(event);
    this.#between = ',\n';
    if (this.#text.length >= PIECE_LENGTH) this.#write();
  }

  /** @returns the code of the first error; nothing when the file is complete */
  async close(): Promise<string | undefined> {
    this.#text += '\n]\n';
    this.#write();
    try {
      await this.#file.close();
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
      for (let at = 0; at < bytes.length;) at += writeSync(this.#file.fd, bytes, at);
    } catch (error) {
      this.#failure = errorCode(error);
    }
  }
}
