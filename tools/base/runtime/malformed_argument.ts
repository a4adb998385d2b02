import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

/** What Node puts in place of bytes that are not UTF-8. */
const REPLACED = '\ufffd';

/**
 * The first argument of this process whose bytes are not UTF-8. Node replaces them, so that different arguments look
 * the same.
 *
 * @param words the last arguments of this process, as Node reads them
 */
export function malformedArgument(words: readonly string[]): string | undefined {
  if (!words.some((word) => word.includes(REPLACED))) return undefined;
  const given = argumentBytes().slice(-words.length);
  return words.find((_, index) => given[index] !== undefined && !isUtf8(given[index]));
}

/** The arguments of this process; none if the system does not show them. */
function argumentBytes(): Buffer[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync('/proc/self/cmdline');
  } catch {
    return [];
  }
  const found: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0, start);
    found.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return found;
}
