import type { JobDefinition, JobGraph } from '../../base/model/index.js';

/** The jobs of a graph, including their code, as job graphs and plans record them. */
export interface Definition extends Pick<JobGraph, 'graphDigest'> {
  /** Every job of the graph, by label. */
  readonly jobs: Readonly<Record<string, JobDefinition>>;
}
