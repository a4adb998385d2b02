/** Digits that any 64-bit float keeps. */
const SURE_DIGITS = 15;

/** Most digits that `toPrecision` writes. */
const MAX_PRECISION = 100;

/** Its groups: what is before the point, and what is behind it. */
const NUMBER = /^-?([0-9]*)(?:\.([0-9]*))?(?:[eE].*)?$/;

/**
 * Whether a JSON number keeps its value when it is read as a 64-bit float.
 *
 * It does when the float, written with as many digits as the number has, or as short as it can be, reads the same. So `0.1`, `1.0`, `1e2` and
 * what any program prints of a float of its own are kept; `9007199254740993` and `1e400` are not.
 */
export function isKept(number: string): boolean {
  if (number.length <= SURE_DIGITS && !/[eE]/.test(number)) return true;
  const digits = significantDigits(number);
  if (digits === '') return true;
  const value = Number(number);
  if (!Number.isFinite(value) || digits.length > MAX_PRECISION) return false;
  if (significantDigits(value.toPrecision(digits.length)) === digits) return true;
  // At a power of two the floats below are closer together: the shortest text that is read as it need not be the nearest.
  return significantDigits(String(value)) === digits;
}

/** The digits between the zeros at both ends: `12` of `-0.01200e5`. */
function significantDigits(number: string): string {
  const [, whole = '', fraction = ''] = NUMBER.exec(number) ?? [];
  const digits = whole + fraction;
  let start = 0;
  let end = digits.length;
  while (start < end && digits.charCodeAt(start) === ZERO) start++;
  while (end > start && digits.charCodeAt(end - 1) === ZERO) end--;
  return digits.slice(start, end);
}

const ZERO = 0x30;
