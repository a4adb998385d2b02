import { signal } from '@preact/signals';
import { get } from './call.js';
import { onEvent, type LiveEvent } from './live.js';
import type { Problem } from './problem.js';

/** What is known of something that the service was asked for. Both a value and a problem: the newest read failed. */
export interface Read<Value> {
  readonly value?: Value | undefined;
  readonly problem?: Problem | undefined;
}

/** Events may come by the thousand; what they change is read at most twice a second. */
const TOGETHER_MS = 500;

/** Resources that no page uses and that are kept, so that going back shows them at once. */
const KEPT = 40;

/** Something that the service is asked for, shared by everything on the page that shows it. */
export class Resource<Value> {
  readonly read = signal<Read<Value>>({});
  readonly #path: string;
  #users = 0;
  #reading = false;
  #again = false;
  #lastAt = -Infinity;
  #timer: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  get isUsed(): boolean {
    return this.#users > 0;
  }

  /** Reads it, and reads it again after events that change it. @returns a function that ends this */
  use(changes: (event: LiveEvent) => boolean): () => void {
    this.#users++;
    void this.reload();
    const stop = onEvent((event) => {
      if (event.type === 'reload') void this.reload();
      else if (changes(event)) this.#reloadSoon();
    });
    return () => {
      this.#users--;
      stop();
      if (!this.isUsed) clearTimeout(this.#timer);
    };
  }

  /** Reads it. At most one read is on the way; what is asked for meanwhile is one more read. */
  async reload(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    do {
      this.#again = false;
      this.#lastAt = performance.now();
      const answer = await get<Value>(this.#path);
      this.read.value = answer.ok
        ? { value: answer.value }
        : { value: goneBy(answer.error) ? undefined : this.read.peek().value, problem: answer.error };
    } while (this.#hasToGoOn());
    this.#reading = false;
  }

  #hasToGoOn(): boolean {
    return this.#again && this.isUsed;
  }

  #reloadSoon(): void {
    clearTimeout(this.#timer);
    const wait = Math.max(0, this.#lastAt + TOGETHER_MS - performance.now());
    this.#timer = setTimeout(() => void this.reload(), wait);
  }
}

/** Whether a problem says that what was read before is no longer there. */
function goneBy({ status }: Problem): boolean {
  return status === 404 || status === 410 || status === 401 || status === 403;
}

const known = new Map<string, Resource<unknown>>();

/** The resource of a path. The same path is the same resource. */
export function resourceAt<Value>(path: string): Resource<Value> {
  const found = known.get(path) ?? new Resource<unknown>(path);
  known.delete(path);
  known.set(path, found);
  for (const [other, { isUsed }] of known) {
    if (known.size <= KEPT) break;
    if (!isUsed && other !== path) known.delete(other);
  }
  return found as Resource<Value>;
}

/** Forgets everything, as after signing out. */
export function forgetAll(): void {
  known.clear();
}
