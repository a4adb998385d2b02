/** The largest number that a resource may have. */
const UNLIMITED = 2 ** 31 - 1;

/** Resources of which the scheduler itself knows how much there is, in the form of `EngineLimits`. */
export function unlimited(names: Iterable<string>): ReadonlyMap<string, number> {
  return new Map(Array.from(names, (name) => [name, UNLIMITED]));
}
