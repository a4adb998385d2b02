/** A word of a POSIX shell that stands for exactly this text. A text of harmless characters stays as it is. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A text for a comment or a field of a table: control characters are written as `%` and their code. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}%\u2028\u2029]/gu, (character) => encodeURIComponent(character));
}

/** Comments that begin with `#`. */
export function comments(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}\n`).join('');
}
