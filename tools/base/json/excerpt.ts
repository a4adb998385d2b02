const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

// eslint-disable-next-line no-control-regex -- this finds control characters
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/** Makes text safe to show on one line: control characters, direction marks and broken surrogates become escapes. */
export function escapeControls(text: string): string {
  return text.replace(UNSAFE, (found) => NAMED[found] ?? `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The start of a text on one line, at most `limit` characters of it, `…` where it was cut. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return escapeControls(text);
  // Do not cut a surrogate pair in half.
  const end = /[\ud800-\udbff]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  return `${escapeControls(text.slice(0, end))}…`;
}

/** The text around an offset, on one line, `…` where it was cut. */
export function excerptAt(text: string, offset: number, before: number, after: number): string {
  const start = Math.max(0, offset - before);
  return `${start > 0 ? '…' : ''}${shorten(text.slice(start, offset + after + 1), offset - start + after)}`;
}
