/**
 * A table in Markdown. A `|` in a cell is escaped.
 *
 * @param head empty texts for columns without a name
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replace(/\| {2}(?=\|)/g, '| ');
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text as code; empty if the text is empty. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

/** Text outside of code, with `*` and `<` escaped. */
export function plain(text: string): string {
  return text.replaceAll('*', '\\*').replaceAll('<', '&lt;');
}
