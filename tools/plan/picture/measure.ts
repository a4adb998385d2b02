/** The size of a character, in pixels: all texts of a picture are monospaced. */
export const FONT = { size: 12, character: 7.3, line: 17 } as const;

/** How wide the text of a box may be, in columns. */
const MAX_COLUMNS = 44;

/** Characters that are as wide as two: those of East Asia, and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** How many columns of a monospaced font a text takes. */
export function columns(text: string): number {
  let sum = 0;
  for (const character of text) sum += columnsOf(character);
  return sum;
}

/** Cuts the middle out of a text that is too wide, since refs differ at their ends. */
export function shortened(text: string, room: number = MAX_COLUMNS): string {
  if (columns(text) <= room) return text;
  const characters = Array.from(text);
  const half = (room - 1) / 2;
  return `${taken(characters, half)}…${taken(characters.reverse(), half, true)}`;
}

function taken(characters: readonly string[], room: number, reversed = false): string {
  const kept: string[] = [];
  let sum = 0;
  for (const character of characters) {
    sum += columnsOf(character);
    if (sum > room) break;
    kept.push(character);
  }
  return (reversed ? kept.reverse() : kept).join('');
}

function columnsOf(character: string): number {
  return WIDE.test(character) ? 2 : 1;
}
