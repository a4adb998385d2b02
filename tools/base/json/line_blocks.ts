const LINE_FEED = 0x0a;

/** Cuts bytes that come in chunks of any size into blocks of whole lines, without cutting a character. */
export class LineBlocks {
  /** The beginning of a line whose end has not come. */
  #begun: Buffer[] = [];
  #begunBytes = 0;

  /** How many bytes there are of a line whose end has not come. */
  get begun(): number {
    return this.#begunBytes;
  }

  /** @returns all lines that are complete by now, each with its line feed; nothing where none is */
  take(chunk: Buffer): Buffer | undefined {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    const block = end === 0 ? undefined : Buffer.concat([...this.#begun, chunk.subarray(0, end)]);
    if (block !== undefined) this.#begun = [];
    // A copy: the reader may reuse the chunk.
    if (end < chunk.length) this.#begun.push(Buffer.from(chunk.subarray(end)));
    this.#begunBytes = (block === undefined ? this.#begunBytes : 0) + chunk.length - end;
    return block;
  }

  /** @returns the last line, when nothing ends it; empty where there is none */
  end(): Buffer {
    return Buffer.concat(this.#begun);
  }
}
