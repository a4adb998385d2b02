import { memoryCatalog, type Catalog, type CurrentManifest } from '../../catalog/index.js';
import type { TaskFailure } from '../index.js';
import {
  makersOf,
  materialized,
  type Manifest,
  type PartitionRef,
  type PlannedTask,
  type Task,
} from '../../base/model/index.js';
import { compareMetadata, reportOf, withPath, type MetadataChange } from './compare.js';
import type { AuditTarget } from './sample.js';

/** Why a task cannot be audited. */
export type NotAuditable =
  | { readonly why: 'nothing-reported' }
  /** A task with other outputs made it, and reported nothing about this one alone. */
  | { readonly why: 'made-otherwise'; readonly manifest: string }
  | { readonly why: 'input-missing'; readonly ref: PartitionRef }
  /** It would write into the real data directory. `where`: `args[0]`, `env.OUT`. */
  | { readonly why: 'names-data-dir'; readonly where: string };

export type AuditOutcome =
  | { readonly outcome: 'same' }
  | { readonly outcome: 'differs'; readonly changes: readonly MetadataChange[] }
  | { readonly outcome: 'failed'; readonly failure: TaskFailure }
  | ({ readonly outcome: 'not-auditable' } & NotAuditable);

export type Audited = AuditOutcome & { readonly target: AuditTarget };

/** A task that can be audited, and what it reported when its partitions were made. */
export interface Candidate {
  readonly target: AuditTarget;
  readonly reported: Manifest['metadata'];
}

/** The current manifests of the inputs and outputs of all targets when the audit began. */
export type Current = ReadonlyMap<PartitionRef, CurrentManifest>;

export interface CandidateDeps {
  readonly catalog: Pick<Catalog, 'current' | 'manifests'>;
  /** All paths of the data directory. No audited task may contain one. */
  readonly dataDirs: readonly string[];
  /** Environment of every task, without the variable that names the data directory. */
  readonly env: Readonly<Record<string, string>>;
}

/** Separates the tasks that can be audited from those that cannot. Two queries. */
export async function findCandidates(
  targets: readonly AuditTarget[],
  { catalog, dataDirs, env }: CandidateDeps,
): Promise<{ candidates: Candidate[]; others: Audited[]; current: Current }> {
  const ids = targets.flatMap(({ partitions }) => partitions.map(({ manifest }) => manifest));
  const manifests = await catalog.manifests([...new Set(ids)]);
  const refs = targets.flatMap(({ task }) => [...task.config.inputs.map(({ ref }) => ref), ...task.config.outputs]);
  const current = await catalog.current([...new Set(refs)]);
  const candidates: Candidate[] = [];
  const others: Audited[] = [];
  for (const target of targets) {
    const { task, partitions } = target;
    const found = partitions.flatMap(({ manifest }) => manifests.get(manifest) ?? []);
    const foreign = found.find(({ taskId }) => taskId !== task.id);
    const missing = materialized(task.config).find((ref) => !current.has(ref));
    const where = namesAny(task, env, dataDirs);
    const [first] = found;
    const reported = first === undefined ? {} : reportOf(first);
    const not = (problem: NotAuditable): unknown => others.push({ target, outcome: 'not-auditable', ...problem });
    if (foreign !== undefined) not({ why: 'made-otherwise', manifest: foreign.id });
    else if (Object.keys(reported).length === 0) not({ why: 'nothing-reported' });
    else if (missing !== undefined) not({ why: 'input-missing', ref: missing });
    else if (where !== undefined) not({ why: 'names-data-dir', where });
    else candidates.push({ target, reported });
  }
  return { candidates, others, current };
}

/** A catalog for one audit: it has the partitions of the time the audit began, and keeps records in memory only. */
export function auditCatalog(current: Current): Catalog {
  return {
    ...memoryCatalog(),
    current: (refs) =>
      Promise.resolve(
        new Map(
          refs.flatMap((ref) => {
            const manifest = current.get(ref);
            return manifest === undefined ? [] : [[ref, manifest]];
          }),
        ),
      ),
  };
}

/** The place in a task that contains one of the paths, or a path below it. */
function namesAny({ config }: Task, env: CandidateDeps['env'], paths: readonly string[]): string | undefined {
  const texts: [where: string, text: string][] = [
    ['executable', config.executable],
    ...config.args.map((arg, index): [string, string] => [`args[${String(index)}]`, arg]),
    ...Object.entries({ ...env, ...config.env }).map(([name, value]): [string, string] => [`env.${name}`, value]),
  ];
  return texts.find(([, text]) => paths.some((path) => holdsPath(text, path)))?.[0];
}

function holdsPath(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    // `/database` does not contain the path `/data`.
    if (!/^[\w.-]/.test(text.slice(at + path.length, at + path.length + 1))) return true;
  }
  return false;
}

/**
 * Puts tasks into groups, which run one after the other: a task that reads the output of another comes first, so that
 * it reads the existing data, not the output of the audit.
 */
export function inReadingOrder(candidates: readonly Candidate[], current: Current): PlannedTask[][] {
  const makers = makersOf(candidates.map(({ target }) => target.task.config));
  const levels: number[] = candidates.map(() => 0);
  // In the reverse order of the graph, every reader comes before what it reads.
  for (const [number, { target }] of [...candidates.entries()].reverse()) {
    for (const { ref } of target.task.config.inputs) {
      const maker = makers.get(ref);
      if (maker === undefined || maker >= number) continue;
      levels[maker] = Math.max(levels[maker] ?? 0, (levels[number] ?? 0) + 1);
    }
  }
  const groups: PlannedTask[][] = [];
  for (const [number, { target }] of candidates.entries()) {
    const group = (groups[levels[number] ?? 0] ??= []);
    const replaces = [...new Set(target.task.config.outputs.flatMap((ref) => current.get(ref)?.id ?? []))];
    group.push({ ...target.task, dependsOn: [], reason: { kind: 'forced' }, replaces });
  }
  return groups;
}

/** Results of the tasks that ran, by task id: what each reported, or how it failed. */
export interface Rerun {
  readonly reported: ReadonlyMap<string, Manifest['metadata']>;
  readonly failed: ReadonlyMap<string, TaskFailure>;
}

/**
 * Judges for each candidate whether it made the same data again.
 *
 * @param scratchDir the data directory of the audit, which reports may name
 * @returns no entry for candidates that did not finish
 */
export function judgeRerun(
  candidates: readonly Candidate[],
  { reported, failed }: Rerun,
  { dataDir, scratchDir }: { readonly dataDir: string; readonly scratchDir: string },
): Audited[] {
  return candidates.flatMap(({ target, reported: before }): Audited[] => {
    const failure = failed.get(target.task.id);
    if (failure !== undefined) return [{ target, outcome: 'failed', failure }];
    const after = reported.get(target.task.id);
    if (after === undefined) return [];
    const changes = compareMetadata(before, withPath(after, scratchDir, dataDir));
    return [changes.length === 0 ? { target, outcome: 'same' } : { target, outcome: 'differs', changes }];
  });
}
