import { err, ok, type Result } from '../base/model/index.js';

/** Refs that look like something: `flights/year=1987/month=*`. */
export interface RefGlob {
  /** What all of them begin with. */
  readonly prefix: string;
  readonly matches: (ref: string) => boolean;
}

/** Reads a pattern, in which `*` stands for any text. */
export function readRefGlob(pattern: string): Result<RefGlob, string> {
  const [prefix = '', ...others] = pattern.split('*');
  const suffix = others.pop();
  if (suffix === undefined) return err('it has no "*" for what differs from ref to ref, as in daily/date=2024-*');
  // Each text at the first place where it fits: then there is most room for the next. No regular expression, since
  // those try again and again where many stars do not match.
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
