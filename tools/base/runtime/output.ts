import { writeSync } from 'node:fs';
import { errorCode } from './errors.js';
import { Screen } from './screen.js';
import { settledOr } from './settled.js';
import { isTerminal, writesAtOnce } from './standard_streams.js';
import { TerminalStream, terminalText } from './terminal_text.js';

/** Standard output, as a pipe that its reader may close early. */
export interface Output {
  /**
   * Writes the text. Waits while the reader is slow, unless the signal is aborted. Does nothing once the reader is
   * gone.
   */
  write(text: string | Uint8Array): Promise<void>;
  /** Whether it is a terminal. */
  readonly tty: boolean;
  /** True once the reader has closed its end. */
  readonly closed: boolean;
  /** The code of the error (`ENOSPC` …) if writing failed for another reason than that the reader left. */
  readonly failure: string | undefined;
  /** Waits until everything is written. @param giveUp aborted when that has taken long enough */
  end(giveUp: AbortSignal): Promise<void>;
}

/**
 * Opens standard output. Data is written unchanged, except to a terminal, which gets it made safe: see
 * `terminalText`.
 *
 * @param signal cancels the work; once it is aborted, no write waits for the reader
 */
export function openStdout(signal: AbortSignal): Output {
  const tty = isTerminal(STDOUT);
  const shown = tty ? new TerminalStream() : undefined;
  const atOnce = writesAtOnce(STDOUT);
  let stream: NodeJS.WriteStream | undefined;
  let closed = false;
  let failure: string | undefined;
  const fail = (error: unknown): void => {
    closed = true;
    const code = errorCode(error);
    if (code !== 'EPIPE') failure = code;
  };
  return {
    async write(text) {
      if (closed) return;
      if (atOnce) {
        try {
          writeWhole(STDOUT, text);
        } catch (error) {
          fail(error);
        }
        return;
      }
      stream ??= process.stdout.on('error', fail);
      const { promise, resolve } = Promise.withResolvers<undefined>();
      // The callback is also called for an error, so a reader that leaves does not block the writer.
      const flows = stream.write(shown?.push(text) ?? text, () => {
        resolve(undefined);
      });
      if (!flows) await settledOr(promise, signal);
    },
    tty,
    get closed() {
      return closed;
    },
    get failure() {
      return failure;
    },
    async end(giveUp) {
      if (!closed && stream !== undefined) await settledOr(written(stream, shown?.end()), giveUp);
    },
  };
}

const STDOUT = 1;
const STDERR = 2;

/** @throws system errors, with their code */
function writeWhole(fd: number, text: string | Uint8Array): void {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for (let from = 0; from < bytes.length;) from += writeSync(fd, bytes, from);
}

/** Resolves when everything written to a stream, including its last text, has been flushed or can never be. */
async function written(stream: NodeJS.WriteStream, last = ''): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  stream.write(last, () => {
    resolve(undefined);
  });
  await promise;
}

/**
 * Standard error, for people. All text of one turn of the event loop is written at once. A reader that leaves is not
 * an error.
 */
export interface Messages {
  line(text: string): void;
  /**
   * Shows lines below all others, which the next call replaces; an empty list removes them. For terminals only; every
   * line must fit.
   */
  status(lines: readonly string[]): void;
  flush(): void;
  /** Waits until everything is written. @param giveUp aborted when that has taken long enough */
  end(giveUp: AbortSignal): Promise<void>;
}

/** The size of a terminal. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** For terminals that report no size or 0, as some serial lines do. */
const DEFAULT_SIZE: TerminalSize = { columns: 80, rows: 24 };

/** The current size of the terminal that standard error is connected to. */
export function stderrSize(): TerminalSize {
  const { columns, rows } = process.stderr;
  return { columns: columns > 0 ? columns : DEFAULT_SIZE.columns, rows: rows > 0 ? rows : DEFAULT_SIZE.rows };
}

/**
 * Calls the listener when the terminal is resized.
 *
 * @returns a function that removes the listener
 */
export function onStderrResize(listener: () => void): () => void {
  process.stderr.on('resize', listener);
  return () => {
    process.stderr.off('resize', listener);
  };
}

/** Opens standard error. Lines are made safe for a terminal, whatever text they quote: see `terminalText`. */
export function openStderr(): Messages {
  const screen = new Screen();
  const styles = isTerminal(STDERR);
  let stream: NodeJS.WriteStream | undefined;
  let above = '';
  let block: readonly string[] = [];
  let planned = false;
  let closed = false;
  const onError = (): void => {
    closed = true;
  };
  // After Ctrl-Z, the shell has written below the block.
  const onContinue = (): void => {
    screen.forget();
  };
  const flush = (): void => {
    planned = false;
    const before = screen.shown;
    // Nothing was said, and nothing is shown.
    if (above === '' && block.length === 0 && !before) return;
    const text = screen.paint(above, block, stderrSize().columns);
    above = '';
    if (before !== screen.shown) process[before ? 'off' : 'on']('SIGCONT', onContinue);
    if (text === '' || closed) return;
    stream ??= process.stderr.on('error', onError);
    stream.write(text);
  };
  const plan = (): void => {
    if (!planned) setImmediate(flush);
    planned = true;
  };
  return {
    line(text) {
      above += `${terminalText(text, styles)}\n`;
      plan();
    },
    status(lines) {
      block = lines.map((line) => terminalText(line, styles));
      plan();
    },
    flush,
    async end(giveUp) {
      flush();
      if (!closed && stream !== undefined) await settledOr(written(stream), giveUp);
    },
  };
}
