import { errorCode } from './errors.js';

/** Standard output, as a pipe that its reader may close early. */
export interface Output {
  /** Writes, and waits while the reader is slow. Does nothing once the reader is gone. */
  write(text: string): Promise<void>;
  /** Whether a person reads it. */
  readonly tty: boolean;
  /** True once the reader has closed its end. */
  readonly closed: boolean;
  /** Why writing failed, when it was not the reader who left (`ENOSPC` …). */
  readonly failure: string | undefined;
  /** Waits until everything is written. */
  end(): Promise<void>;
}

export function openStdout(): Output {
  const stream = process.stdout;
  let closed = false;
  let failure: string | undefined;
  stream.on('error', (error) => {
    closed = true;
    const code = errorCode(error);
    if (code !== 'EPIPE') failure = code;
  });
  return {
    async write(text) {
      if (closed) return;
      const { promise, resolve } = Promise.withResolvers<undefined>();
      // The callback comes with the error, too, so that a reader who leaves holds nobody up.
      if (
        !stream.write(text, () => {
          resolve(undefined);
        })
      )
        await promise;
    },
    tty: stream.isTTY,
    get closed() {
      return closed;
    },
    get failure() {
      return failure;
    },
    async end() {
      if (closed) return;
      const { promise, resolve } = Promise.withResolvers<undefined>();
      stream.write('', () => {
        resolve(undefined);
      });
      await promise;
    },
  };
}

/** Standard error, for people: lines of one turn go out in one write. A reader who leaves is no reason to stop. */
export interface Messages {
  line(text: string): void;
  /** Unfinished text, for a status line on a terminal. */
  raw(text: string): void;
  flush(): void;
}

export function openStderr(): Messages {
  let pending = '';
  let closed = false;
  process.stderr.on('error', () => {
    closed = true;
  });
  const flush = (): void => {
    const text = pending;
    pending = '';
    if (text !== '' && !closed) process.stderr.write(text);
  };
  const raw = (text: string): void => {
    if (pending === '') setImmediate(flush);
    pending += text;
  };
  return {
    raw,
    line(text) {
      raw(`${text}\n`);
    },
    flush,
  };
}
