/** A piece of a line that looks the same all over. */
export interface StyledText {
  readonly text: string;
  /** Names of classes: `ansi-bold`, `ansi-red`, `ansi-on-bright-blue` … */
  readonly classes: readonly string[];
}

const COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** Escape sequences: control sequences, texts for the terminal such as titles, and the rest, two characters long. */
// eslint-disable-next-line no-control-regex -- control characters are what terminals are told things by
const ESCAPE = /\u001b(?:\[([0-?]*)[ -/]*([@-~])|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|[ -/]*[0-~]?)/gu;

/** More of them would only be there to make the page slow. */
const MOST_PIECES = 1000;

/**
 * Reads lines with the colours that programs write for terminals. Colours become names of classes; whatever else a terminal could be
 * told to do is left out. What a line begins with goes on in the next one, as on a terminal.
 */
export class AnsiReader {
  readonly #flags = new Set<string>();
  #color: string | undefined;
  #ground: string | undefined;

  /** @param line without its end */
  read(line: string): StyledText[] {
    const pieces: StyledText[] = [];
    const text = lastDrawn(line);
    const push = (piece: string): void => {
      if (piece !== '') pieces.push({ text: piece, classes: this.#classes() });
    };
    let from = 0;
    for (const { 0: sequence, 1: parameters, 2: final, index } of text.matchAll(ESCAPE)) {
      push(text.slice(from, index));
      from = index + sequence.length;
      if (final === 'm') this.#set(parameters ?? '');
      if (pieces.length >= MOST_PIECES) break;
    }
    push(text.slice(from));
    return pieces;
  }

  #classes(): readonly string[] {
    return [
      ...this.#flags,
      ...(this.#color === undefined ? [] : [`ansi-${this.#color}`]),
      ...(this.#ground === undefined ? [] : [`ansi-on-${this.#ground}`]),
    ];
  }

  #set(parameters: string): void {
    const codes = parameters.split(/[;:]/).map(Number);
    for (let at = 0; at < codes.length; at++) {
      const code = codes[at] ?? 0;
      if (code === 38 || code === 48) {
        const { color, length } = extended(codes.slice(at + 1));
        if (code === 38) this.#color = color;
        else this.#ground = color;
        at += length;
      } else this.#apply(code);
    }
  }

  #apply(code: number): void {
    if (code === 0) {
      this.#flags.clear();
      this.#color = undefined;
      this.#ground = undefined;
    } else if (code === 39) this.#color = undefined;
    else if (code === 49) this.#ground = undefined;
    else if (code === 22) ['ansi-bold', 'ansi-dim'].forEach((flag) => this.#flags.delete(flag));
    else if (code in FLAGS) this.#flags.add(FLAGS[code] ?? '');
    else if (code - 20 in FLAGS) this.#flags.delete(FLAGS[code - 20] ?? '');
    else if (code >= 30 && code <= 37) this.#color = COLORS[code - 30];
    else if (code >= 40 && code <= 47) this.#ground = COLORS[code - 40];
    else if (code >= 90 && code <= 97) this.#color = `bright-${COLORS[code - 90] ?? ''}`;
    else if (code >= 100 && code <= 107) this.#ground = `bright-${COLORS[code - 100] ?? ''}`;
  }
}

const FLAGS: Readonly<Record<number, string>> = {
  1: 'ansi-bold',
  2: 'ansi-dim',
  3: 'ansi-italic',
  4: 'ansi-underlined',
  7: 'ansi-inverse',
  9: 'ansi-crossed',
};

/** One of 256 colours, or one by its parts, as the nearest of the sixteen. */
function extended([kind, ...rest]: readonly number[]): { readonly color: string | undefined; readonly length: number } {
  if (kind === 2) return { color: nearest(rest.slice(0, 3).map((part) => part / 255)), length: 4 };
  const [index = 0] = rest;
  if (index < 8) return { color: COLORS[index], length: 2 };
  if (index < 16) return { color: `bright-${COLORS[index - 8] ?? ''}`, length: 2 };
  if (index >= 232) return { color: nearest(Array<number>(3).fill((index - 232) / 23)), length: 2 };
  const cube = index - 16;
  return {
    color: nearest([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((part) => part / 5)),
    length: 2,
  };
}

function nearest([red = 0, green = 0, blue = 0]: readonly number[]): string {
  const lightest = Math.max(red, green, blue);
  const bits = [red, green, blue].map((part, place) => (part > lightest / 2 && lightest > 0.2 ? 1 << place : 0));
  const name = COLORS[bits.reduce((sum, bit) => sum + bit, 0)] ?? 'black';
  return lightest > 0.8 || (name === 'black' && lightest > 0.2) ? `bright-${name}` : name;
}

/** What stays of a line that a program wrote again and again, as for progress: what came last. */
function lastDrawn(line: string): string {
  const text = line.replace(/\r+$/, '');
  const start = text.lastIndexOf('\r');
  if (start === -1) return text;
  // Colours that were set before still count.
  return [...text.slice(0, start).matchAll(ESCAPE)].map(([sequence]) => sequence).join('') + text.slice(start + 1);
}
