import type { Plan } from '../../base/model/index.js';
import { writePlan } from './write.js';

/** A longer text is not kept: it would take more memory than it saves time. */
const MAX_LENGTH = 256 * 1024 * 1024;

/** Keeps the text of a plan, which its id is computed from, for a caller that writes the plan. So it is made only once. */
export class KeptText {
  readonly #maxLength: number;
  #chunks: string[] = [];
  #length = 0;

  /** @param maxLength in characters */
  constructor(maxLength = MAX_LENGTH) {
    this.#maxLength = maxLength;
  }

  /** @param chunk of the text without the id, in order */
  readonly add = (chunk: string): void => {
    this.#length += chunk.length;
    if (this.#length <= this.#maxLength) this.#chunks.push(chunk);
    else this.#chunks = [];
  };

  /** The text of the plan, as `writePlan` writes it. */
  *write(plan: Plan): Generator<string, void, undefined> {
    const [first] = this.#chunks;
    if (first === undefined) return yield* writePlan(plan);
    // The id has the second line.
    const head = first.indexOf('\n') + 1;
    yield `${first.slice(0, head)}"id":${JSON.stringify(plan.id)},\n${first.slice(head)}`;
    yield* this.#chunks.slice(1);
  }
}
