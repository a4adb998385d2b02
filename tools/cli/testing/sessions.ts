/** A fenced block of a Markdown text. */
export interface Block {
  /** What stands behind its first fence. */
  readonly language: string;
  /** The heading above it. */
  readonly heading: string;
  /** The text of a comment between it and the block before: `file: BUILD.bazel`. Empty if there is none. */
  readonly mark: string;
  readonly lines: readonly string[];
  /** Line number of its first line in the document, from 1. */
  readonly line: number;
}

/** A command of a shell session in a document, and the lines it prints. */
export interface Exchange {
  readonly command: string;
  readonly printed: readonly string[];
  /** Line number of the command in the document, from 1. */
  readonly line: number;
}

/** The fenced blocks of a Markdown text, in their order. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let [heading, mark] = ['', ''];
  let open: { readonly language: string; readonly lines: string[]; readonly line: number } | undefined;
  for (const [index, text] of markdown.split('\n').entries()) {
    if (open === undefined) {
      heading = /^#+ (.*)/.exec(text)?.[1] ?? heading;
      mark = /^<!-- (.*) -->$/.exec(text)?.[1] ?? mark;
      if (text.startsWith('```')) open = { language: text.slice('```'.length), lines: [], line: index + 2 };
    } else if (text.startsWith('```')) {
      blocks.push({ ...open, heading, mark });
      mark = '';
      open = undefined;
    } else open.lines.push(text);
  }
  return blocks;
}

/** The commands of a block, each of which begins with `$ `. */
export function exchangesOf({ lines, line: first }: Block): Exchange[] {
  const starts = lines.flatMap((text, index) => (text.startsWith('$ ') ? [index] : []));
  if (lines.length > 0 && starts[0] !== 0) throw new Error(`line ${String(first)}: nothing printed this`);
  return starts.map((start, at) => ({
    command: lines[start]?.slice('$ '.length) ?? '',
    printed: lines.slice(start + 1, starts[at + 1]),
    line: first + start,
  }));
}

/** The `console` blocks of a Markdown text. */
export function sessionsOf(markdown: string): { readonly heading: string; readonly exchanges: readonly Exchange[] }[] {
  return blocksOf(markdown)
    .filter(({ language }) => language === 'console')
    .map((block) => ({ heading: block.heading, exchanges: exchangesOf(block) }));
}

/** Replaces what differs in every run: ids of manifests and builds, digests, times, durations and paths. */
export function normalized(line: string): string {
  return line
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<id>')
    .replaceAll(/\b[0-9-]{10}T[0-9:.]+Z/g, '<time>')
    .replaceAll(/\b([0-9a-f]{64}|[0-9a-f]{12})\b/g, '<digest>')
    .replaceAll(/\b[0-9]+(\.[0-9]+)?s\b/g, '<duration>')
    .replaceAll(/\bdata in \S+/g, 'data in <folder>')
    .replaceAll(/\bcd \/\S+/g, 'cd <folder>');
}
