import type { AskOptions } from '../ask/index.js';
import { askJobs, type Configs } from '../configure/index.js';
import { place } from '../lookup/index.js';
import { configuringOf, type GraphDescriptor, type PartitionRef } from '../../base/model/index.js';
import type { Answers } from './answers.js';

/** What speculation needs. */
export interface SpeculationDeps {
  /**
   * The refs that these refs were last made from, without duplicates, at most `limit`. None if that is not known.
   */
  readonly inputsOf: (refs: readonly PartitionRef[], limit: number) => Promise<readonly PartitionRef[]>;
  /** How to call programs for refs that may not be needed. */
  readonly ask: AskOptions;
}

/** A level with more refs is left to its wave: the processes of a wave are few for that many refs. */
const MAX_LEVEL_REFS = 5_000;

/** The most refs that one analysis expects. */
const MAX_EXPECTED_REFS = 100_000;

/**
 * Asks programs ahead of the waves: about refs that the analysis will probably reach, because its refs were last made
 * from them. That saves the processes of the later waves, and decides nothing: what is not needed is not used, and what
 * fails here is asked again when it is needed.
 */
export class Speculation {
  readonly #deps: SpeculationDeps;
  readonly #descriptor: GraphDescriptor;
  readonly #configs: Configs;
  /** Refs that were expected. */
  readonly #expected = new Set<PartitionRef>();
  /** Labels of the graph and the jobs whose programs fail if they are called ahead. */
  readonly #unsuited = new Set<string>();

  constructor(descriptor: GraphDescriptor, configs: Configs, deps: SpeculationDeps) {
    this.#descriptor = descriptor;
    this.#configs = configs;
    this.#deps = deps;
    const { lookup, jobs } = descriptor;
    // Without programs, nothing is saved.
    if (lookup === undefined && jobs.every((job) => configuringOf(job).by === 'template')) {
      this.#unsuited.add(descriptor.label);
    }
  }

  /**
   * Follows the recorded inputs of a wave's refs, level by level, as far as they are new.
   *
   * @param isReached tells whether the analysis has reached a ref already
   */
  async expect(
    refs: readonly PartitionRef[],
    isReached: (ref: PartitionRef) => boolean,
  ): Promise<readonly PartitionRef[]> {
    const found: PartitionRef[] = [];
    if (this.#unsuited.has(this.#descriptor.label)) return found;
    let level = refs.filter((ref) => !this.#expected.has(ref));
    while (level.length > 0 && level.length <= MAX_LEVEL_REFS && this.#expected.size < MAX_EXPECTED_REFS) {
      const inputs = await this.#deps.inputsOf(level, MAX_LEVEL_REFS + 1);
      if (inputs.length > MAX_LEVEL_REFS) break;
      level = inputs.filter((ref) => !this.#expected.has(ref) && !isReached(ref));
      for (const ref of level) {
        this.#expected.add(ref);
        found.push(ref);
      }
    }
    return found;
  }

  /** Asks lookup, then each job, about all of the refs at once, and keeps the answers that are safe to use. */
  async ask(refs: readonly PartitionRef[], answers: Answers): Promise<void> {
    const { ask } = this.#deps;
    const descriptor = this.#descriptor;
    const { placed, failures } = await place(refs, { descriptor, ask });
    if (failures.some(({ reason }) => reason !== 'lookup-ref-missing')) {
      this.#unsuited.add(descriptor.label);
      return;
    }
    answers.keepPlaces(placed);
    const requests = descriptor.jobs.flatMap((job) => {
      const mine = this.#unsuited.has(job.label) ? undefined : placed.get(job.label);
      return mine === undefined ? [] : [{ job, refs: mine }];
    });
    const configured = await askJobs(requests, { ask, configs: this.#configs });
    for (const [index, { job, refs: mine }] of requests.entries()) {
      const answer = configured[index];
      if (answer !== undefined && !answers.keepConfigs(mine, answer)) this.#unsuited.add(job.label);
    }
  }
}
