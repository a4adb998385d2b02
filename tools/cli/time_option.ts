const TIME = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Reads a time as people type it: RFC 3339, or a day, which begins at midnight in UTC.
 *
 * @returns milliseconds since the epoch; nothing if it is not a time
 */
export function readTime(text: string): number | undefined {
  const day = TIME.exec(text)?.[1];
  const midnight = Date.parse(`${day ?? ''}T00:00:00Z`);
  // `Date.parse` would take 30 February for 1 March.
  if (day === undefined || Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day))
    return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
