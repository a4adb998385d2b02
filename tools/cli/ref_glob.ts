import { err, ok, type Result } from '../base/model/index.js';

/** A pattern for refs: `flights/year=1987/month=*`. */
export interface RefGlob {
  /** The beginning of all refs that match. */
  readonly prefix: string;
  readonly matches: (ref: string) => boolean;
}

/** Reads a pattern, in which `*` matches any text. */
export function readRefGlob(pattern: string): Result<RefGlob, string> {
  const [prefix = '', ...others] = pattern.split('*');
  const suffix = others.pop();
  if (suffix === undefined) return err('it has no "*" for the part that varies, as in daily/date=2024-*');
  // Match each text at its first place, which leaves most room for the next. A regular expression would backtrack, and
  // patterns with many stars would take very long when they do not match.
  const matches = (ref: string): boolean => {
    if (!ref.startsWith(prefix)) return false;
    let at = prefix.length;
    for (const text of others) {
      const found = ref.indexOf(text, at);
      if (found < 0) return false;
      at = found + text.length;
    }
    return ref.length - suffix.length >= at && ref.endsWith(suffix);
  };
  return ok({ prefix, matches });
}
