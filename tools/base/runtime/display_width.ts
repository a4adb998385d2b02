/** First and last code points of the ranges that East Asian Width (UAX #11) calls wide or full-width, without emoji. */
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/**
 * Created for the first text that needs them, because setting up their tables takes longer than starting a small
 * build.
 */
let tools: { readonly graphemes: Intl.Segmenter; readonly emoji: RegExp; readonly nothing: RegExp } | undefined;

/** How many columns of a terminal the text takes. The text must have no control characters and no escape sequences. */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text)) width += graphemeWidth(segment);
  return width;
}

/**
 * The text, or as much of it as fits followed by `…`. It never cuts a character that consists of several code points.
 */
export function cutToWidth(text: string, columns: number): string {
  if (PRINTABLE_ASCII.test(text)) return text.length <= columns ? text : ellipsis(text.slice(0, columns - 1), columns);
  let width = 0;
  /** Where to cut if the text turns out to be too long. */
  let end = 0;
  for (const { segment, index } of graphemesOf(text)) {
    width += graphemeWidth(segment);
    if (width > columns) return ellipsis(text.slice(0, end), columns);
    if (width < columns) end = index + segment.length;
  }
  return text;
}

function ellipsis(text: string, columns: number): string {
  return columns <= 0 ? '' : `${text}…`;
}

function graphemesOf(text: string): Intl.Segments {
  return needTools().graphemes.segment(text);
}

/** Columns of one user-perceived character: 0, 1 or 2. */
function graphemeWidth(grapheme: string): number {
  const { emoji, nothing } = needTools();
  if (nothing.test(grapheme)) return 0;
  if (emoji.test(grapheme)) return 2;
  const code = grapheme.codePointAt(0) ?? 0;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

function needTools(): NonNullable<typeof tools> {
  tools ??= {
    graphemes: new Intl.Segmenter('en', { granularity: 'grapheme' }),
    emoji: new RegExp('^\\p{RGI_Emoji}$', 'v'),
    nothing: new RegExp('^[\\p{Default_Ignorable_Code_Point}\\p{Control}\\p{Mark}\\p{Surrogate}]+$', 'v'),
  };
  return tools;
}
