/** Shown in place of a secret. */
export const MASK = '***';

/** Shorter values are masked only if they are the whole text: within a longer text they probably match by chance. */
const MIN_LENGTH_WITHIN = 4;

/** A single line of a secret of several lines is masked if it has at least this length. */
const MIN_LENGTH_LINE = 8;

/** Makes secrets in a text unreadable. */
export type Mask = (text: string) => string;

/** Keeps secret values out of what DataBuild shows and records. */
export interface Secrets {
  readonly mask: Mask;
  /**
   * The same for the end of a text that was cut to `maxBytes`. A text of that length may begin in the middle of a
   * secret.
   */
  readonly maskTail: (text: string, maxBytes: number) => string;
}

/**
 * Masks for secret values: those of variables that were passed on.
 *
 * @returns undefined if there is nothing to mask, so that callers can skip the work
 */
export function maskSecrets(values: Iterable<string>): Secrets | undefined {
  const within = new Set<string>();
  const whole = new Set<string>();
  for (const value of values) {
    if (value === '') continue;
    if (value.length < MIN_LENGTH_WITHIN) {
      whole.add(value);
      continue;
    }
    within.add(value);
    // The form that it has in JSON that a job printed.
    within.add(JSON.stringify(value).slice(1, -1));
    const lines = value.split(/\r?\n/);
    if (lines.length > 1) for (const line of lines) if (line.trim().length >= MIN_LENGTH_LINE) within.add(line);
  }
  if (within.size === 0 && whole.size === 0) return undefined;
  // Longest first, so that a secret that contains another one is masked completely.
  const secrets = [...within].toSorted((left, right) => right.length - left.length);
  const mask: Mask = (text) => {
    if (whole.has(text)) return MASK;
    let masked = text;
    for (const secret of secrets) if (masked.includes(secret)) masked = masked.replaceAll(secret, MASK);
    return masked;
  };
  const maskTail: Secrets['maskTail'] = (text, maxBytes) =>
    mask(Buffer.byteLength(text) < maxBytes ? text : withoutRest(text, secrets));
  return { mask, maskTail };
}

/** Masks the start of a text if it may be the rest of a secret. */
function withoutRest(text: string, secrets: readonly string[]): string {
  for (const secret of secrets) {
    for (let length = secret.length; length >= MIN_LENGTH_WITHIN; length--) {
      if (text.startsWith(secret.slice(-length))) return MASK + text.slice(length);
    }
  }
  return text;
}

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** Masks every text in a JSON value, and the names of its fields. Numbers are kept. */
export function maskJson(value: Json, mask: Mask): Json {
  if (typeof value === 'string') return mask(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => maskJson(item, mask));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [mask(name), maskJson(field, mask)]));
}

/** Masks the values of a record. Its names are not secret and are kept. */
export function maskValues(record: Readonly<Record<string, string>>, mask: Mask): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, mask(value)]));
}
