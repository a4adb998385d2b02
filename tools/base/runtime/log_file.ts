import { closeSync, openSync, writeSync } from 'node:fs';
import { errorMessage } from './errors.js';
import { FILE_MODE } from './paths.js';

/** The log of a task. What cannot be written, or comes when it is closed, is dropped. */
export class LogFile {
  readonly #path: string;
  readonly #flags: number;
  #file: number | undefined;
  #failure: string | undefined;
  #closed = false;

  /** Opened when there is something to write, or by `open`. @param flags of `fs.constants` */
  constructor(path: string, flags: number) {
    this.#path = path;
    this.#flags = flags;
  }

  /** Why the log is not complete: the system's message, with the path. Undefined as long as it is complete. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** @throws system errors */
  open(): number {
    return (this.#file ??= openSync(this.#path, this.#flags, FILE_MODE));
  }

  /** @returns false the first time that something cannot be written */
  write(chunk: Buffer): boolean {
    if (this.#closed || this.#failure !== undefined) return true;
    try {
      const file = this.open();
      for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at);
      return true;
    } catch (error) {
      const said = errorMessage(error);
      this.#failure = said.includes(this.#path) ? said : `${said} ${this.#path}`;
      return false;
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#closed = true;
  }
}
