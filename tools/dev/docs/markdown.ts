/** A table in Markdown. A `|` in a cell is escaped. @param head empty texts where columns need no name */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replace(/\| {2}(?=\|)/g, '| ');
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text as code, where it is not empty. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

/** Text outside of code, where `*` and `<` are no markup. */
export function plain(text: string): string {
  return text.replaceAll('*', '\\*').replaceAll('<', '&lt;');
}
