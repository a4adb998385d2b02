import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { errorCode } from './errors.js';
import { STDIN_NAME, type ReadFailure } from './input.js';

/** Reading failed in the middle of a stream: what came before is with its reader already. */
export class ReadError extends Error {
  readonly failure: ReadFailure;

  constructor(failure: ReadFailure, cause: unknown) {
    super(failure.code, { cause });
    this.name = 'ReadError';
    this.failure = failure;
  }
}

/**
 * Lines of a file of any size, which must be UTF-8, without their line feeds. They end early when the signal says so.
 *
 * @throws ReadError
 */
export function fileLines(path: string, signal: AbortSignal): AsyncGenerator<string> {
  return linesOf(() => createReadStream(path), path, signal);
}

/** The same of standard input. */
export function stdinLines(signal: AbortSignal): AsyncGenerator<string> {
  return linesOf(() => process.stdin, STDIN_NAME, signal);
}

/** @param open called when the first line is asked for: from then on errors are heard */
async function* linesOf(open: () => Readable, source: string, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  /** The beginnings of a line whose end has not come. */
  let begun: string[] = [];
  try {
    for await (const chunk of addAbortSignal(signal, open()) as AsyncIterable<Buffer>) {
      const [first = '', ...others] = decode(decoder, chunk, source).split('\n');
      begun.push(first);
      for (const text of others) {
        yield begun.join('');
        begun = [text];
      }
    }
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof ReadError) throw error;
    throw new ReadError({ reason: 'input-unreadable', source, code: errorCode(error) }, error);
  }
  const last = begun.join('') + decode(decoder, undefined, source);
  if (last !== '') yield last;
}

/** @param chunk undefined for the end of the text */
function decode(decoder: TextDecoder, chunk: Buffer | undefined, source: string): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (error) {
    throw new ReadError({ reason: 'input-unreadable', source, code: 'not-utf-8' }, error);
  }
}
