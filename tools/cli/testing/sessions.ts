/** A command of a shell session in a document, and the lines it prints. */
export interface Exchange {
  readonly command: string;
  readonly printed: readonly string[];
  /** Line number of the command in the document, from 1. */
  readonly line: number;
}

/** The `console` blocks of a Markdown text. In each, a command begins with `$ `. */
export function sessionsOf(markdown: string): { readonly heading: string; readonly exchanges: readonly Exchange[] }[] {
  const sessions: { heading: string; exchanges: Exchange[] }[] = [];
  let heading = '';
  let inside = false;
  for (const [index, text] of markdown.split('\n').entries()) {
    if (text === '```console') {
      sessions.push({ heading, exchanges: [] });
      inside = true;
    } else if (text.startsWith('```')) inside = false;
    else if (!inside) heading = /^#+ (.*)/.exec(text)?.[1] ?? heading;
    else if (text.startsWith('$ ')) {
      sessions.at(-1)?.exchanges.push({ command: text.slice(2), printed: [], line: index + 1 });
    } else {
      const last = sessions.at(-1)?.exchanges.at(-1);
      if (last === undefined) throw new Error(`line ${String(index + 1)}: nothing printed this`);
      (last.printed as string[]).push(text);
    }
  }
  return sessions;
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
