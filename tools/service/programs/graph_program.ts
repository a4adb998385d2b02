import type { GraphDescriptor, TriggerDescriptor } from '../../base/model/index.js';

/** The deployment of the program that `:g.serve` found beside itself. */
export const EMBEDDED = 'embedded';

/** The targets of one graph, as they were deployed, or as `:g.serve` found them beside itself. */
export interface GraphProgram {
  /** Label of the graph, such as `//examples/flights:flights_graph`. */
  readonly graph: string;
  /** sha256 of the archive in hexadecimal digits, or `EMBEDDED`. */
  readonly deployment: string;
  readonly descriptor: GraphDescriptor;
  readonly triggers: readonly TriggerDescriptor[];
  /** The program and first arguments of a target: `command('plan')` is that of `:g.plan`. */
  readonly command: (phase: string) => readonly string[];
  /** The program of a trigger that the descriptor names (`refs`, `poll`): an absolute path. */
  readonly triggerProgram: (rlocationPath: string) => string;
  /** The whole environment of all of these programs; the caller may add to it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Which program is the current one of a graph, now. */
export interface Programs {
  /** @returns undefined if the graph has no current deployment */
  current(graph: string): Promise<GraphProgram | undefined>;
  /** Deployments that were current before can still run. @returns undefined if it is unknown, or was deleted */
  byDeployment(graph: string, deployment: string): Promise<GraphProgram | undefined>;
  /** Labels of all graphs that have a current deployment, in order. */
  graphs(): Promise<readonly string[]>;
}

/** The programs of a service that runs one graph and takes no deployments. */
export function onlyProgram(program: GraphProgram): Programs {
  return {
    current: (graph) => Promise.resolve(graph === program.graph ? program : undefined),
    byDeployment: (graph, deployment) =>
      Promise.resolve(graph === program.graph && deployment === program.deployment ? program : undefined),
    graphs: () => Promise.resolve([program.graph]),
  };
}
