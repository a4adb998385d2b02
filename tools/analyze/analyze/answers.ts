import { askJobs, type AskJobsDeps, type ConfigureRequest, type Configured } from '../configure/index.js';
import { place, type LookupDeps, type Placement } from '../lookup/index.js';
import type { PartitionRef } from '../../base/model/index.js';

/**
 * The answers of a graph's programs. What was answered ahead is not asked again.
 *
 * If a call fails, it is repeated with everything that the caller asked about, so that failures are the same whether or
 * not something was answered ahead.
 */
export class Answers {
  readonly #deps: LookupDeps & AskJobsDeps;
  /** Label of the job that makes a ref, as answered ahead. */
  readonly #labels = new Map<PartitionRef, string>();
  /** The config that makes a ref, as answered ahead. */
  readonly #configs = new Map<PartitionRef, number>();

  /** What the configs that were answered ahead make besides the refs that their job was asked about. */
  readonly #besides = new Set<PartitionRef>();

  constructor(deps: LookupDeps & AskJobsDeps) {
    this.#deps = deps;
  }

  /** Whether the config of a ref was answered ahead. */
  has(ref: PartitionRef): boolean {
    return this.#configs.has(ref);
  }

  /**
   * Whether a config that was answered ahead makes a ref that nobody asked its job about. A call that is not ahead might have
   * offered that config, which cannot be known.
   */
  mayBeOffered(ref: PartitionRef): boolean {
    return this.#besides.has(ref);
  }

  /** Finds the job of each ref, as `place` does. */
  async place(refs: readonly PartitionRef[]): Promise<Placement> {
    const unknown = refs.filter((ref) => !this.#labels.has(ref));
    const answer = await place(unknown, this.#deps);
    if (unknown.length === refs.length) return answer;
    if (answer.failures.length > 0) return place(refs, this.#deps);
    this.keepPlaces(answer.placed);
    const placed = new Map<string, PartitionRef[]>(this.#deps.descriptor.jobs.map(({ label }) => [label, []]));
    for (const ref of refs) placed.get(this.#labels.get(ref) ?? '')?.push(ref);
    for (const [label, found] of placed) if (found.length === 0) placed.delete(label);
    return { placed, failures: [] };
  }

  /** Finds the configs of refs, as `askJobs` does. */
  async configure(requests: readonly ConfigureRequest[]): Promise<Configured[]> {
    if (this.#configs.size === 0) return askJobs(requests, this.#deps);
    const parts = requests.map((request) => this.#split(request));
    const answers = await askJobs(
      parts.map(({ unknown }) => unknown),
      this.#deps,
    );
    const failed = parts.filter(({ known }, index) => known.length > 0 && answers[index]?.failures.length !== 0);
    const again = await askJobs(
      failed.map(({ request }) => request),
      this.#deps,
    );
    const repeated = new Map(again.map((answer) => [answer.job, answer]));
    return answers.map((answer, index) => {
      const { request, known } = parts[index] ?? { request: answer, known: [] };
      if (known.length === 0) return answer;
      return repeated.get(answer.job) ?? { ...answer, refs: request.refs, configs: [...known, ...answer.configs] };
    });
  }

  /** The configs of a request that were answered ahead, and the rest of it. */
  #split(request: ConfigureRequest): Split {
    const { job, refs } = request;
    const known = new Set<number>();
    const unknown: PartitionRef[] = [];
    for (const ref of refs) {
      const config = this.#configs.get(ref);
      if (config === undefined) unknown.push(ref);
      else known.add(config);
    }
    return { request, known: [...known], unknown: { job, refs: unknown } };
  }

  /** Keeps an answer of lookup. */
  keepPlaces(placed: Placement['placed']): void {
    for (const [label, refs] of placed) for (const ref of refs) this.#labels.set(ref, label);
  }

  /**
   * Keeps an answer of a job.
   *
   * @param refs the refs that the job was called with
   * @returns false, and keeps nothing, if it is unclear which ref each config answers
   */
  keepConfigs(refs: readonly PartitionRef[], { configs, failures }: Configured): boolean {
    if (failures.length > 0) return false;
    const asked = new Set(refs);
    const kept = new Map<PartitionRef, number>();
    const besides: PartitionRef[] = [];
    for (const config of configs) {
      let isAnswer = false;
      for (const ref of this.#deps.configs.outputsOf(config)) {
        if (!asked.has(ref)) {
          besides.push(ref);
          continue;
        }
        isAnswer = true;
        const other = kept.get(ref);
        if (other !== undefined && !this.#deps.configs.areEqual(other, config)) return false;
        kept.set(ref, config);
      }
      if (!isAnswer) return false;
    }
    for (const [ref, config] of kept) this.#configs.set(ref, config);
    for (const ref of besides) this.#besides.add(ref);
    return true;
  }
}

interface Split {
  readonly request: ConfigureRequest;
  readonly known: readonly number[];
  readonly unknown: ConfigureRequest;
}
