const LINE_FEED = 0x0a;

/** Cuts a stream of bytes, in chunks of any size, into blocks of whole lines. A character is never cut. */
export class LineBlocks {
  /** The beginning of a line that is not complete yet. */
  #begun: Buffer[] = [];
  #begunBytes = 0;

  /** Bytes received of a line that is not complete yet. */
  get begun(): number {
    return this.#begunBytes;
  }

  /** @returns all lines that are now complete, each with its line feed; undefined if there are none */
  take(chunk: Buffer): Buffer | undefined {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    const block = end === 0 ? undefined : Buffer.concat([...this.#begun, chunk.subarray(0, end)]);
    if (block !== undefined) this.#begun = [];
    // A copy: the reader may reuse the chunk.
    if (end < chunk.length) this.#begun.push(Buffer.from(chunk.subarray(end)));
    this.#begunBytes = (block === undefined ? this.#begunBytes : 0) + chunk.length - end;
    return block;
  }

  /** @returns the last line, if it has no line feed; otherwise an empty buffer */
  end(): Buffer {
    return Buffer.concat(this.#begun);
  }
}
