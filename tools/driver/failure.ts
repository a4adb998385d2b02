import type { AnalyzeFailure } from '../analyze/analyze/index.js';
import type { ExpectedFailure } from '../analyze/expected/index.js';
import type { ConfigureFailure } from '../analyze/configure/index.js';
import type { LookupFailure } from '../analyze/lookup/index.js';
import type { PartitionRef, Task } from '../base/model/index.js';
import type { CopyFailure, DirectoryFailure } from '../base/runtime/index.js';
import type { CatalogFailure } from '../catalog/index.js';
import type { EngineFailure } from '../engines/index.js';
import type { ExecFailure } from '../exec/index.js';
import type { Drift, ForeignExecutable, PlanFailure } from '../plan/plan/index.js';

/** Why the driver could not do what was requested: the stage that failed, and its failure. */
export type DriverFailure =
  | { readonly stage: 'directory'; readonly failure: DirectoryFailure }
  | { readonly stage: 'engine'; readonly failure: EngineFailure }
  | { readonly stage: 'catalog'; readonly failure: CatalogFailure }
  | { readonly stage: 'code'; readonly failure: CodeFailure }
  | { readonly stage: 'lookup'; readonly failure: LookupFailure }
  | { readonly stage: 'configure'; readonly failure: ConfigureFailure }
  | { readonly stage: 'expected'; readonly failure: ExpectedFailure }
  | { readonly stage: 'analyze'; readonly failure: AnalyzeFailure }
  | { readonly stage: 'plan'; readonly failure: PlanFailure }
  /** The graph or the catalog has changed since the plan was made. */
  | { readonly stage: 'drift'; readonly failure: Drift }
  /** The plan names an executable that does not belong to the graph. */
  | { readonly stage: 'foreign'; readonly failure: ForeignExecutable }
  | { readonly stage: 'exec'; readonly failure: ExecFailure }
  | { readonly stage: 'vouch'; readonly failure: VouchFailure }
  | { readonly stage: 'copy'; readonly failure: CopyFailure };

/** A code digest file is not what the rules write: the versions of rules and tools do not match. */
export type CodeFailure =
  | { readonly reason: 'digest-unreadable'; readonly path: string; readonly code: string }
  | { readonly reason: 'digest-malformed'; readonly path: string };

/** Why partitions cannot be recorded as adopted or blessed. */
export type VouchFailure =
  | { readonly reason: 'not-in-catalog'; readonly ref: PartitionRef }
  /**
   * A manifest covers all outputs of its task. Those in `missing` were not named and are not in the catalog, so they
   * must not be recorded along with those in `named`.
   */
  | {
      readonly reason: 'outputs-left-out';
      readonly origin: 'adopted' | 'blessed';
      readonly task: Task;
      readonly named: readonly PartitionRef[];
      readonly missing: readonly PartitionRef[];
    };

type FailureOf<S extends DriverFailure['stage']> = Extract<DriverFailure, { readonly stage: S }>;

/** Adds their stage to failures. */
export function failuresAt<S extends DriverFailure['stage']>(
  stage: S,
  failures: readonly FailureOf<S>['failure'][],
): DriverFailure[] {
  return failures.map((failure) => ({ stage, failure }) as FailureOf<S>);
}
