/** One server-sent event. */
export interface StreamEvent {
  /** To go on after it. */
  readonly id: string | undefined;
  readonly data: string;
}

/** Takes the text of an event stream apart. A piece may end anywhere. */
export class StreamReader {
  #rest = '';

  /** @returns the events that the piece completes */
  read(piece: string): StreamEvent[] {
    const blocks = (this.#rest + piece).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.map(eventOf).filter(({ data }) => data !== '');
  }
}

function eventOf(block: string): StreamEvent {
  let id: string | undefined;
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, name, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === 'id') id = value;
    if (name === 'data') data.push(value);
  }
  return { id, data: data.join('\n') };
}
