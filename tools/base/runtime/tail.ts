/** Keeps only the last bytes of a stream. */
export class Tail {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #dropped = false;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    // Joining only when it has twice the limit keeps the cost per byte constant.
    if (this.#bytes > 2 * this.#limit) {
      const kept = Buffer.concat(this.#chunks).subarray(-this.#limit);
      this.#chunks = [Buffer.from(kept)];
      this.#bytes = kept.length;
      this.#dropped = true;
    }
  }

  /** The text of the tail. It begins with a whole line if anything before it was dropped. */
  text(): string {
    const all = Buffer.concat(this.#chunks);
    const cut = this.#dropped || all.length > this.#limit;
    return cut ? wholeLines(all.subarray(-this.#limit)) : all.toString();
  }
}

/** Removes the first line, which is probably cut, unless it is the only one. */
export function wholeLines(bytes: Buffer): string {
  const newline = bytes.indexOf(0x0a);
  return newline >= 0 && newline < bytes.length - 1 ? bytes.subarray(newline + 1).toString() : bytes.toString();
}
