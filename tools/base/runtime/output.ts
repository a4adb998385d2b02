import { errorCode } from './errors.js';
import { Screen } from './screen.js';
import { settledOr } from './settled.js';
import { TerminalStream, terminalText } from './terminal_text.js';

/** Standard output, as a pipe that its reader may close early. */
export interface Output {
  /** Writes, and waits while the reader is slow, until a signal comes. Does nothing once the reader is gone. */
  write(text: string | Uint8Array): Promise<void>;
  /** Whether a person reads it. */
  readonly tty: boolean;
  /** True once the reader has closed its end. */
  readonly closed: boolean;
  /** Why writing failed, when it was not the reader who left (`ENOSPC` …). */
  readonly failure: string | undefined;
  /** Waits until everything is written. @param giveUp aborted when that has taken long enough */
  end(giveUp: AbortSignal): Promise<void>;
}

/**
 * Data goes out as it is, except to a terminal, which shows it safely: see `terminalText`.
 *
 * @param signal the one that cancels what is going on: from then on no reader is waited for
 */
export function openStdout(signal: AbortSignal): Output {
  const stream = process.stdout;
  const shown = stream.isTTY ? new TerminalStream() : undefined;
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
      const flows = stream.write(shown?.push(text) ?? text, () => {
        resolve(undefined);
      });
      if (!flows) await settledOr(promise, signal);
    },
    tty: stream.isTTY,
    get closed() {
      return closed;
    },
    get failure() {
      return failure;
    },
    async end(giveUp) {
      if (!closed) await settledOr(written(stream, shown?.end()), giveUp);
    },
  };
}

/** Resolves when all that was handed to a stream, and its last text, is written, or never can be. */
async function written(stream: NodeJS.WriteStream, last = ''): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  stream.write(last, () => {
    resolve(undefined);
  });
  await promise;
}

/** Standard error, for people: what is said in one turn goes out in one write. A reader who leaves is no reason to stop. */
export interface Messages {
  line(text: string): void;
  /** Lines below all others, which the next call replaces; none at the end. For terminals only: each line fits. */
  status(lines: readonly string[]): void;
  flush(): void;
  /** Waits until everything is written. @param giveUp aborted when that has taken long enough */
  end(giveUp: AbortSignal): Promise<void>;
}

/** How large a terminal is. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Of terminals that do not say, or say 0, as some serial lines do. */
const DEFAULT_SIZE: TerminalSize = { columns: 80, rows: 24 };

/** Size of the terminal that standard error is, now. */
export function stderrSize(): TerminalSize {
  const { columns, rows } = process.stderr;
  return { columns: columns > 0 ? columns : DEFAULT_SIZE.columns, rows: rows > 0 ? rows : DEFAULT_SIZE.rows };
}

/** Calls back when the terminal is resized. @returns ends that */
export function onStderrResize(listener: () => void): () => void {
  process.stderr.on('resize', listener);
  return () => {
    process.stderr.off('resize', listener);
  };
}

/** Lines are shown safely, whatever they quote: see `terminalText`. */
export function openStderr(): Messages {
  const screen = new Screen();
  const styles = process.stderr.isTTY;
  let above = '';
  let block: readonly string[] = [];
  let planned = false;
  let closed = false;
  process.stderr.on('error', () => {
    closed = true;
  });
  // After Ctrl-Z the shell has written below the block.
  const onContinue = (): void => {
    screen.forget();
  };
  const flush = (): void => {
    planned = false;
    const before = screen.shown;
    const text = screen.paint(above, block, stderrSize().columns);
    above = '';
    if (before !== screen.shown) process[before ? 'off' : 'on']('SIGCONT', onContinue);
    if (text !== '' && !closed) process.stderr.write(text);
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
      if (!closed) await settledOr(written(process.stderr), giveUp);
    },
  };
}
