import { isDeepStrictEqual } from 'node:util';
import type { Claim } from '../configure/index.js';
import type { JobDescriptor, PartitionRef, TaskConfig } from '../../base/model/index.js';

/**
 * Configs in answers that make no requested ref. If one of their outputs is needed later, no program is called for it.
 * A ref in two different offers is not offered: its job is called for it, and the conflict is reported.
 */
export class Offers {
  readonly #byRef = new Map<PartitionRef, Claim | undefined>();

  has(ref: PartitionRef): boolean {
    return this.#byRef.get(ref) !== undefined;
  }

  of(ref: PartitionRef): Claim | undefined {
    return this.#byRef.get(ref);
  }

  add(job: JobDescriptor, config: TaskConfig): void {
    const offer: Claim = { job, config };
    for (const ref of config.outputs) {
      if (!this.#byRef.has(ref)) this.#byRef.set(ref, offer);
      else if (!isDeepStrictEqual(this.#byRef.get(ref), offer)) this.#byRef.set(ref, undefined);
    }
  }
}
