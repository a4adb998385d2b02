/** A line of a log, by the byte where it begins. */
export interface RawLine {
  readonly at: number;
  readonly text: string;
}

/** Bytes of a log from one place to another, as lines. */
export interface LogBlock {
  readonly from: number;
  readonly until: number;
  readonly lines: readonly RawLine[];
}

/** A line that is longer is shown as several. */
const LONGEST_LINE = 8 * 1024;

const NEWLINE = 10;

/**
 * Takes bytes of a log apart into lines.
 *
 * @param from where the bytes are in the log
 * @param isEnd whether nothing follows; else what follows the last line break is left for the next block
 */
export function blockOf(bytes: Uint8Array, from: number, isEnd: boolean): LogBlock {
  const decoder = new TextDecoder();
  const lines: RawLine[] = [];
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(NEWLINE, start);
    const isLong = (found === -1 ? bytes.length : found) - start > LONGEST_LINE;
    if (found === -1 && !isEnd && !isLong && start > 0) break;
    const end = isLong ? cutBefore(bytes, start + LONGEST_LINE) : found === -1 ? bytes.length : found;
    lines.push({ at: from + start, text: decoder.decode(bytes.subarray(start, end)) });
    start = isLong || found === -1 ? end : end + 1;
  }
  return { from, until: from + start, lines };
}

/** The place at or before `index` that is not inside of a character. */
function cutBefore(bytes: Uint8Array, index: number): number {
  let cut = index;
  while (cut > index - 4 && ((bytes[cut] ?? 0) & 0xc0) === 0x80) cut--;
  return cut;
}

/** The same without what comes before the first line break: a block that begins somewhere begins inside of a line. */
export function withoutFirstPart(
  bytes: Uint8Array,
  from: number,
): { readonly bytes: Uint8Array; readonly from: number } {
  const found = bytes.subarray(0, LONGEST_LINE).indexOf(NEWLINE);
  if (found !== -1) return { bytes: bytes.subarray(found + 1), from: from + found + 1 };
  // Inside of a very long line: only a character is left whole.
  let begin = 0;
  while (begin < 4 && ((bytes[begin] ?? 0) & 0xc0) === 0x80) begin++;
  return { bytes: bytes.subarray(begin), from: from + begin };
}
