import { signal } from '@preact/signals';
import { withQuery } from '../../addresses.js';
import { open } from '../../api/call.js';
import { NO_ANSWER, problemOf, type Problem } from '../../api/problem.js';
import { blockOf, withoutFirstPart, type LogBlock } from './log_pages.js';

/** Bytes that are read together. */
const BLOCK_BYTES = 64 * 1024;

/** Blocks that are in the page. What is farther away is read again when it is needed. */
const MOST_BLOCKS = 24;

const WAIT_MS = 1000;

/** The part of a log that is in the page. */
export interface LogPart {
  readonly blocks: readonly LogBlock[];
  /** Whether it has the end of the log, as far as that is written. */
  readonly hasEnd: boolean;
  /** Whether it grows with the log. */
  readonly isFollowing: boolean;
}

/** Reads a log of any size: a part of it at a time, or its end as that is written. */
export class LogReader {
  readonly part = signal<LogPart>({ blocks: [], hasEnd: false, isFollowing: false });
  readonly problem = signal<Problem | undefined>(undefined);
  readonly isEmpty = signal(false);
  readonly #path: string;
  readonly #query: Readonly<Record<string, string | undefined>>;
  #following: AbortController | undefined;
  /** The block that grows: its bytes, and where they are. */
  #last: Uint8Array = new Uint8Array(0);
  #lastFrom = 0;
  #lastBlock: LogBlock | undefined;
  #isReading = false;

  /** @param path of the call that reads the log, below `/api/v1` */
  constructor(path: string, query: Readonly<Record<string, string | undefined>>) {
    this.#path = path;
    this.#query = query;
  }

  close(): void {
    this.#following?.abort();
  }

  /** Shows the part of the log around a byte. */
  async show(at: number): Promise<void> {
    this.close();
    const from = Math.max(0, at - BLOCK_BYTES / 2);
    const block = await this.#readBlock(from, from + BLOCK_BYTES, { isInLine: true });
    if (block !== undefined) {
      this.isEmpty.value = block.block.lines.length === 0;
      this.part.value = { blocks: [block.block], hasEnd: block.isEnd, isFollowing: false };
    }
  }

  /** Shows the end of the log, and what is added to it. @param size of the log, as far as it is known */
  async follow(size: number): Promise<void> {
    this.close();
    const following = new AbortController();
    this.#following = following;
    const { signal: ended } = following;
    let position = Math.max(0, size - BLOCK_BYTES);
    let isInLine = position > 0;
    this.#last = new Uint8Array(0);
    this.#lastFrom = position;
    this.#lastBlock = undefined;
    this.part.value = { blocks: [], hasEnd: true, isFollowing: true };
    const isOver = (): boolean => ended.aborted;
    while (!isOver()) {
      try {
        const response = await this.#open({ from: String(position), follow: 'true' }, ended);
        if (!response.ok) {
          this.problem.value = await problemOf(response);
          if (response.status < 500) return;
        } else if (response.body !== null) {
          this.problem.value = undefined;
          for await (const chunk of chunksOf(response.body)) {
            if (isOver()) return;
            const begin = isInLine ? withoutFirstPart(chunk, position) : { bytes: chunk, from: position };
            if (isInLine) this.#lastFrom = begin.from;
            isInLine = false;
            position += chunk.length;
            this.#append(begin.bytes);
          }
          this.isEmpty.value = this.part.value.blocks.length === 0;
          if (!isOver()) this.part.value = { ...this.part.value, isFollowing: false };
          return;
        }
      } catch {
        // The connection broke. What was read stays, and the rest is read when the service is back.
      }
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }

  async earlier(): Promise<void> {
    const [first] = this.part.value.blocks;
    if (first === undefined || first.from === 0) return;
    await this.#once(async () => {
      const read = await this.#readBlock(Math.max(0, first.from - BLOCK_BYTES), first.from, {
        isInLine: true,
        isWhole: true,
      });
      const { blocks, hasEnd, isFollowing } = this.part.value;
      if (read === undefined || blocks[0] !== first) return;
      // What is dropped at the end is read again on the way back.
      const isCut = blocks.length >= MOST_BLOCKS;
      if (isCut) this.close();
      this.part.value = {
        blocks: [read.block, ...blocks.slice(0, MOST_BLOCKS - 1)],
        hasEnd: hasEnd && !isCut,
        isFollowing: isFollowing && !isCut,
      };
    });
  }

  async later(): Promise<void> {
    const last = this.part.value.blocks.at(-1);
    if (last === undefined || this.part.value.hasEnd) return;
    await this.#once(async () => {
      const read = await this.#readBlock(last.until, last.until + BLOCK_BYTES);
      const { blocks } = this.part.value;
      if (read === undefined || blocks.at(-1) !== last) return;
      this.part.value = {
        blocks: [...blocks.slice(1 - MOST_BLOCKS), read.block],
        hasEnd: read.isEnd,
        isFollowing: false,
      };
    });
  }

  async #once(work: () => Promise<void>): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    await work();
    this.#isReading = false;
  }

  /** Adds bytes to the last block, and begins a new one when that is full. A line that has not ended is shown, too. */
  #append(chunk: Uint8Array): void {
    let blocks = this.part.value.blocks.filter((block) => block !== this.#lastBlock);
    this.#last = joined(this.#last, chunk);
    while (this.#last.length > BLOCK_BYTES) {
      const full = blockOf(this.#last.subarray(0, BLOCK_BYTES), this.#lastFrom, false);
      blocks = [...blocks, full];
      this.#last = this.#last.slice(full.until - this.#lastFrom);
      this.#lastFrom = full.until;
    }
    this.#lastBlock = blockOf(this.#last, this.#lastFrom, true);
    this.part.value = { ...this.part.value, blocks: [...blocks, this.#lastBlock].slice(-MOST_BLOCKS) };
  }

  /** @param isInLine whether it may begin inside of a line @param isWhole whether it ends with a line */
  async #readBlock(
    from: number,
    to: number,
    { isInLine = false, isWhole = false } = {},
  ): Promise<{ readonly block: LogBlock; readonly isEnd: boolean } | undefined> {
    try {
      const response = await this.#open({ from: String(from), to: String(to) });
      if (!response.ok) {
        this.problem.value = await problemOf(response);
        return undefined;
      }
      this.problem.value = undefined;
      const read = new Uint8Array(await response.arrayBuffer());
      const isEnd = read.length < to - from;
      const begin = isInLine && from > 0 ? withoutFirstPart(read, from) : { bytes: read, from };
      return { block: blockOf(begin.bytes, begin.from, isEnd || isWhole), isEnd };
    } catch {
      this.problem.value = NO_ANSWER;
      return undefined;
    }
  }

  #open(more: Readonly<Record<string, string>>, ended?: AbortSignal): Promise<Response> {
    return open(withQuery(this.#path, { ...this.#query, ...more }), { cache: 'no-store', signal: ended ?? null });
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
