import { err, ok, type Result } from '../base/model/index.js';

const MAX_AMOUNT = 2 ** 31 - 1;

/** Reads `--resource cpu=4`. The last value for a resource counts. */
export function readResources(texts: readonly string[]): Result<ReadonlyMap<string, number>, string> {
  const amounts = new Map<string, number>();
  for (const text of texts) {
    const equals = text.lastIndexOf('=');
    const [name, amount] = [text.slice(0, Math.max(0, equals)), text.slice(equals + 1)];
    const value = /^[0-9]+$/.test(amount) ? Number(amount) : -1;
    if (name === '' || value < 0 || value > MAX_AMOUNT) {
      return err(`--resource is ${JSON.stringify(text)}; it must be a name and a whole number, such as memory_mb=4096`);
    }
    amounts.set(name, value);
  }
  return ok(amounts);
}
