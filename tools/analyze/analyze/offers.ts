import type { Configs } from '../configure/index.js';
import type { JobDescriptor, PartitionRef } from '../../base/model/index.js';

/** A config that no claim needs so far, and the job that it is of. */
export interface Offer {
  readonly job: JobDescriptor;
  readonly config: number;
}

/**
 * Configs in answers that make no requested ref. If one of their outputs is needed later, no program is called for it.
 * A ref in two different offers is not offered: its job is called for it, and the conflict is reported.
 */
export class Offers {
  readonly #configs: Configs;
  readonly #byRef = new Map<PartitionRef, Offer | undefined>();

  constructor(configs: Configs) {
    this.#configs = configs;
  }

  has(ref: PartitionRef): boolean {
    return this.#byRef.get(ref) !== undefined;
  }

  of(ref: PartitionRef): Offer | undefined {
    return this.#byRef.get(ref);
  }

  add(job: JobDescriptor, config: number): void {
    const offer: Offer = { job, config };
    for (const ref of this.#configs.outputsOf(config)) {
      const other = this.#byRef.get(ref);
      if (!this.#byRef.has(ref)) this.#byRef.set(ref, offer);
      else if (other?.job !== job || !this.#configs.areEqual(other.config, config)) this.#byRef.set(ref, undefined);
    }
  }
}
