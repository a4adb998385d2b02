/** A whole number with thousands separators: `100,000`. `toLocaleString` takes 14 ms the first time: it loads locales. */
export function number(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 partition`, `100,000 partitions`. @param plural unless it is the noun with an s */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${number(value)} ${value === 1 ? noun : plural}`;
}
