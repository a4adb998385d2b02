import { patternsOf, type GraphDescriptor } from './descriptor.js';
import { PatternIndex } from './pattern_index.js';

/** The patterns of each graph, put in order once for all uses. */
const indexes = new WeakMap<object, PatternIndex<string>>();

/** The patterns of a graph's jobs, to find those that match a ref. Each belongs to the label of its job. */
export function patternIndexOf(graph: Pick<GraphDescriptor, 'jobs'>): PatternIndex<string> {
  const index =
    indexes.get(graph) ??
    new PatternIndex(graph.jobs.flatMap((job) => patternsOf(job).map((pattern) => ({ pattern, owner: job.label }))));
  indexes.set(graph, index);
  return index;
}
