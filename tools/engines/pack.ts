import type { EngineAttempt } from './engine.js';

/** Attempts of one job with the same needs, as the elements of a job array: each element makes its attempts one after the other. */
export interface AttemptArray {
  readonly job: string;
  readonly resources: EngineAttempt['resources'];
  readonly elements: readonly (readonly EngineAttempt[])[];
  /** How long an element takes at most; 0 if there is no limit. */
  readonly timeoutMs: number;
}

export interface PackOptions {
  /** Short attempts of a job are put into one element until it takes about so long. */
  readonly packMsOf: (job: string) => number;
  /** How many elements an array may have. */
  readonly maxElements: number;
}

/** More attempts in one element would make its loss expensive. */
const MAX_PACKED = 1000;

/** Distributes attempts to job arrays. Attempts of unknown duration have an element of their own. */
export function packAttempts(
  attempts: readonly EngineAttempt[],
  { packMsOf, maxElements }: PackOptions,
): AttemptArray[] {
  const alike = Map.groupBy(attempts, ({ job, resources, timeoutMs }) =>
    JSON.stringify([job, Object.entries(resources).sort(), timeoutMs]),
  );
  return [...alike.values()].flatMap((group): AttemptArray[] => {
    const [{ job, resources, timeoutMs } = NONE] = group;
    const elements = elementsOf(group, packMsOf(job));
    const arrays: AttemptArray[] = [];
    for (let from = 0; from < elements.length; from += maxElements) {
      const own = elements.slice(from, from + maxElements);
      const longest = Math.max(...own.map((element) => element.length));
      arrays.push({ job, resources, elements: own, timeoutMs: timeoutMs * longest });
    }
    return arrays;
  });
}

/** Two arrays with the elements of one: this many, and the others. */
export function divideArray(array: AttemptArray, first: number): AttemptArray[] {
  return [array.elements.slice(0, first), array.elements.slice(first)].map((elements) => ({ ...array, elements }));
}

const NONE = { job: '', resources: {}, timeoutMs: 0 };

function elementsOf(attempts: readonly EngineAttempt[], packMs: number): EngineAttempt[][] {
  const elements: EngineAttempt[][] = [];
  let leftMs = 0;
  for (const attempt of attempts) {
    const { expectedMs } = attempt;
    const last = elements.at(-1);
    if (last !== undefined && expectedMs > 0 && expectedMs <= leftMs && last.length < MAX_PACKED) {
      last.push(attempt);
      leftMs -= expectedMs;
    } else {
      elements.push([attempt]);
      leftMs = expectedMs > 0 ? packMs - expectedMs : 0;
    }
  }
  return elements;
}
