/** A 64-bit float keeps any number with at most this many digits. */
const SURE_DIGITS = 15;

/** The most digits that `toPrecision` can write. */
const MAX_PRECISION = 100;

/** Groups: the digits before the point, and those after it. */
const NUMBER = /^-?([0-9]*)(?:\.([0-9]*))?(?:[eE].*)?$/;

/**
 * Whether a JSON number keeps its value when it is read as a 64-bit float.
 *
 * It does if the float, written with as many digits as the number or in its shortest form, has the same digits. So
 * `0.1`, `1.0`, `1e2` and any float that a program printed are kept; `9007199254740993` and `1e400` are not.
 */
export function isKept(number: string): boolean {
  if (number.length <= SURE_DIGITS && !/[eE]/.test(number)) return true;
  const digits = significantDigits(number);
  if (digits === '') return true;
  const value = Number(number);
  if (!Number.isFinite(value) || digits.length > MAX_PRECISION) return false;
  if (significantDigits(value.toPrecision(digits.length)) === digits) return true;
  // Floats below a power of two are closer together, so the shortest text that reads as this float may not be the
  // nearest decimal.
  return significantDigits(String(value)) === digits;
}

/** The digits without leading and trailing zeros: `12` of `-0.01200e5`. */
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
