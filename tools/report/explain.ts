import type {
  Explanation,
  ManifestSummary,
  MissingOfTask,
  MissingOutput,
  PartitionExplanation,
} from '../plan/explain/index.js';
import { unreachable, type Validity } from '../base/model/index.js';
import { ExplainedCauses } from './explain_causes.js';
import { count } from './numbers.js';
import { list, name } from './show.js';
import { describeReason } from './task_changes.js';

/** Explains why partitions are stale or valid, on a few lines each. A shared cause is explained once. */
export function* describeExplanation({
  partitions,
  missing,
  comparisons,
}: Explanation): Generator<string, void, undefined> {
  const causes = new ExplainedCauses(comparisons);
  const missingOf = new Map(missing.map((each) => [each.task, new MissingOutputs(each)]));
  for (const partition of partitions) {
    yield `${name(partition.ref)}  ${verdict(partition, missingOf)}`;
    yield* details(partition, causes);
    if (partition.verdict !== 'missing' && partition.queries.length > 0) {
      const refs = list(partition.queries.map(({ ref }) => ref));
      yield `  query inputs changed since then, which never makes it stale: ${refs}`;
    }
  }
}

function verdict(partition: PartitionExplanation, missingOf: ReadonlyMap<string, MissingOutputs>): string {
  switch (partition.verdict) {
    case 'valid':
      return `is valid by ${validityText(partition.validity)}`;
    case 'missing':
      return `is missing: ${missingOf.get(partition.task)?.textFor(partition.ref) ?? NOT_IN_CATALOG}`;
    case 'stale':
      return `is stale by ${validityText(partition.validity)}: ${describeReason(partition.reason)}`;
    default:
      return unreachable(partition);
  }
}

function* details(partition: PartitionExplanation, causes: ExplainedCauses): Generator<string, void, undefined> {
  switch (partition.verdict) {
    case 'missing':
      return;
    case 'valid':
      yield `  ${madeText(partition.made)}`;
      yield* dataLines(partition.made);
      if (partition.masked === null) return;
      yield '  masked changes since then:';
      yield* causes.tell(partition.masked, { depth: 2, counting: 'masked' });
      return;
    case 'stale': {
      const made = partition.comparison === null ? undefined : causes.madeOf(partition.comparison);
      if (partition.comparison === null || made === undefined) {
        yield '  its manifest is no longer in the catalog, so what changed is unknown';
        return;
      }
      yield `  ${madeText(made)}; since then:`;
      const counting = partition.validity === 'content' ? 'content' : 'version';
      yield* causes.tell(partition.comparison, { depth: 2, counting });
      if (partition.runsIf !== undefined)
        yield '  its task does not run if these inputs turn out to have the same data as before';
      return;
    }
    default:
      return unreachable(partition);
  }
}

function validityText(validity: Validity): string {
  return validity === 'version' ? 'its version' : validity === 'content' ? 'its content' : 'presence';
}

function madeText({ manifest, endTime, job, jobVersion, buildId, origin }: ManifestSummary): string {
  const record = `manifest ${name(manifest)}, build ${name(buildId)}`;
  return origin === 'unchanged'
    ? `unchanged ${endTime}, because its changed inputs had the same data as before: ${record}`
    : `${origin} ${endTime} by ${name(job)} ${jobVersion}: ${record}`;
}

/** Who made the data of a partition whose task did not run. */
function* dataLines({ job, jobVersion, unchangedSince }: ManifestSummary): Generator<string, void, undefined> {
  if (unchangedSince !== undefined)
    yield `  its data was made by ${name(job)} ${jobVersion}: manifest ${name(unchangedSince)}`;
}

const NOT_IN_CATALOG = 'it is not in the catalog';

/** Whether the missing partitions of a task were ever built. */
class MissingOutputs {
  readonly #outputs: ReadonlyMap<string, MissingOutput>;

  constructor({ outputs }: MissingOfTask) {
    this.#outputs = new Map(outputs.map((output) => [output.ref, output]));
  }

  textFor(asked: string): string {
    const own = this.#outputs.get(asked);
    if (own !== undefined) return `it was ${sinceWhen(own)}`;
    const [first] = this.#outputs.values();
    if (first === undefined) return NOT_IN_CATALOG;
    const others = this.#outputs.size === 1 ? '' : `, and ${count(this.#outputs.size - 1, 'other output')}`;
    return `the same task makes ${name(first.ref)}, which was ${sinceWhen(first)}${others}`;
  }
}

function sinceWhen({ forgotten, manifest }: MissingOutput): string {
  if (forgotten === null) return 'never built';
  return `forgotten at ${forgotten}${manifest === null ? '' : ` (its last manifest: ${name(manifest)})`}`;
}
