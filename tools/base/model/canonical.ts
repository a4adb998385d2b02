import type { GraphDescriptor, ServiceDescriptor, SingleJobDescriptor } from './descriptor.js';
import type { JobGraph } from './job_graph.js';
import { canonicalLabel } from './labels.js';
import { unreachable } from './result.js';

/** A plan or job graph with canonical labels, whichever version of Bazel it was written with. */
export function withCanonicalLabels<G extends JobGraph>(graph: G): G {
  const labels = Object.keys(graph.jobs);
  if ([graph.graph, ...labels].every((label) => label === canonicalLabel(label))) return graph;
  return {
    ...graph,
    graph: canonicalLabel(graph.graph),
    jobs: Object.fromEntries(Object.entries(graph.jobs).map(([label, job]) => [canonicalLabel(label), job])),
    tasks: graph.tasks.map((task) => ({ ...task, job: canonicalLabel(task.job) })),
  };
}

/** The same for a descriptor. */
export function canonicalDescriptor<D extends GraphDescriptor | ServiceDescriptor | SingleJobDescriptor>(
  descriptor: D,
): D {
  const known = <T extends { readonly label: string }>(named: T): T => ({
    ...named,
    label: canonicalLabel(named.label),
  });
  switch (descriptor.kind) {
    case 'graph':
      return { ...known(descriptor), jobs: descriptor.jobs.map(known) };
    case 'job':
      return { ...known(descriptor), job: known(descriptor.job) };
    case 'service':
      return known(descriptor);
    default:
      return unreachable(descriptor);
  }
}
