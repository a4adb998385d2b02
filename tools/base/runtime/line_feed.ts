/** The most characters of a line of standard error that are passed on: a program may never end a line. */
export const MAX_LINE_LENGTH = 256 * 1024;

/**
 * Cuts a byte stream into lines of text. A character may be split across two chunks. Only the start of a very long
 * line is kept.
 */
export class LineFeed {
  readonly #sink: (line: string) => void;
  readonly #decoder = new TextDecoder();
  /** The pieces of a line that is not complete yet. They are joined only once, to keep the work linear. */
  #begun: string[] = [];
  #length = 0;

  constructor(sink: (line: string) => void) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    const [first = '', ...others] = this.#decoder.decode(chunk, { stream: true }).split('\n');
    this.#add(first);
    for (const text of others) {
      this.#hand();
      this.#add(text);
    }
  }

  /** Passes on what has arrived of the last line. More may arrive afterwards. */
  end(): void {
    this.#add(this.#decoder.decode());
    if (this.#length > 0) this.#hand();
  }

  #add(text: string): void {
    const room = MAX_LINE_LENGTH - this.#length;
    if (room > 0) this.#begun.push(text.slice(0, room));
    this.#length += text.length;
  }

  #hand(): void {
    this.#sink(this.#begun.join(''));
    this.#begun = [];
    this.#length = 0;
  }
}
