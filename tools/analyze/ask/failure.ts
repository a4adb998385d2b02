import type { JsonProblem, ShapeProblem } from '../../base/json/index.js';
import type { DirectoryFailure, WorkerProblem } from '../../base/runtime/index.js';

/** Which executable was called, and for which graph or job. */
export interface Asked {
  readonly what: 'lookup' | 'configure' | 'partitions' | 'refs' | 'poll';
  /**
   * Label of the graph for `lookup` and `partitions`, of the job for `configure`; for `refs` and `poll`, which trigger of
   * which graph.
   */
  readonly label: string;
  /** The file that was started. */
  readonly file: string;
}

/** What can go wrong between starting an executable and having JSON of the right shape. */
export type AskFailure = { readonly asked: Asked } &
  /** `directory`: the folder that it needs and that is not there, where it is that. */
  (
    | { readonly reason: 'ask-not-started'; readonly code: string; readonly directory?: DirectoryFailure }
    | { readonly reason: 'ask-exit-non-zero'; readonly exitCode: number; readonly stderrTail: string }
    | { readonly reason: 'ask-killed'; readonly signal: string; readonly stderrTail: string }
    | { readonly reason: 'ask-timed-out'; readonly timeoutMs: number; readonly stderrTail: string }
    | { readonly reason: 'ask-output-too-large'; readonly limitBytes: number; readonly excerpt: string }
    /** `excerpt`: the beginning of what the worker printed in place of an answer. */
    | {
        readonly reason: 'ask-worker-failed';
        readonly problem: WorkerProblem;
        readonly excerpt: string;
        readonly stderrTail: string;
      }
    | { readonly reason: 'ask-aborted' }
    | { readonly reason: 'ask-bad-json'; readonly problem: JsonProblem; readonly stderrTail: string }
    | { readonly reason: 'ask-bad-shape'; readonly problem: ShapeProblem }
  );
