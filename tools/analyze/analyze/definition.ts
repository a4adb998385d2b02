import type { JobDefinition, JobGraph } from '../../base/model/index.js';

/** What a graph is made of, code included: what job graphs and plans say of the graph that they are of. */
export interface Definition extends Pick<JobGraph, 'graphDigest'> {
  /** Every job of the graph, by label. */
  readonly jobs: Readonly<Record<string, JobDefinition>>;
}
