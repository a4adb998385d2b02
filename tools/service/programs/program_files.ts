import type { GraphDescriptor } from '../../base/model/index.js';
import { childEnvironment, resolveRunfile } from '../../base/runtime/index.js';
import { EMBEDDED, type GraphProgram } from './graph_program.js';

/** Variables that the targets of a graph read themselves, besides those that every child gets. */
const READ_BY_TARGETS = ['DATABUILD_NODE', 'KUBECONFIG', 'XDG_CACHE_HOME'] as const;

/** Where the files of a graph are, however they came here. */
export interface ProgramFiles {
  readonly deployment?: string;
  readonly descriptor: GraphDescriptor;
  /** Absolute path of the runfiles tree of its targets. */
  readonly runfilesDir: string;
  readonly command: GraphProgram['command'];
  /** The variables of the service. */
  readonly parentEnv: Readonly<Record<string, string | undefined>>;
  /** Names of variables of the service that the programs get, too. */
  readonly passEnv?: readonly string[];
}

/** Makes the program of a graph. Without a deployment, it is that of the service itself. */
export function graphProgram(files: ProgramFiles): GraphProgram {
  const { deployment = EMBEDDED, descriptor, runfilesDir, command, parentEnv, passEnv = [] } = files;
  return {
    graph: descriptor.label,
    deployment,
    descriptor,
    triggers: descriptor.triggers ?? [],
    command,
    triggerProgram: (rlocationPath) => resolveRunfile(runfilesDir, rlocationPath),
    env: childEnvironment({ parentEnv, runfilesDir, passEnv: [...READ_BY_TARGETS, ...passEnv] }),
  };
}
