import { hash } from 'node:crypto';
import type { GraphDescriptor, TriggerDescriptor } from '../../../base/model/index.js';
import { BUNDLE } from '../../../cli/testing/index.js';
import { NODE_PROGRAM, templateJob } from '../../../dev/testing/index.js';
import { archiveOf, type TestEntry } from './archive_of.js';

const PHASES = ['analyze', 'build', 'catalog', 'exec', 'explain', 'lookup', 'plan'];

export interface GraphArchiveOptions {
  /** Version of the data of its jobs. */
  readonly version?: string;
  /** The script of its run program, which makes the file that its first argument names. */
  readonly run?: string;
  readonly triggers?: readonly TriggerDescriptor[];
  /** More entries, below the folder of the archive. */
  readonly more?: readonly TestEntry[];
  /** What is left out. */
  readonly without?: (name: string) => boolean;
}

/** What the archive of a graph `//t:g` contains: `b/{x}` is made from `a/{x}`. It runs on the bundle of this repository. */
export function graphEntries(options: GraphArchiveOptions = {}): TestEntry[] {
  const { version = '1.0.0', run = 'mkdir -p "${1%/*}" && echo made > "$1"', triggers, more = [] } = options;
  const script = `#!/bin/sh\n${run}\n`;
  const job = (name: string, inputs: readonly string[]) => ({
    ...templateJob(name, [`${name}/{x}`], { inputs: [...inputs], args: [`${name}/{x}`] }),
    ...{ label: `//t:${name}`, run: '_main/t/run', runDigest: '_main/t/run.digest', version },
  });
  const descriptor: GraphDescriptor = {
    ...{ schemaVersion: 1, kind: 'graph', label: '//t:g', package: 't', jobs: [job('a', []), job('b', ['a/{x}'])] },
    ...(triggers !== undefined && { triggers: [...triggers] }),
  };
  const tree = 'g/g.runfiles/_main/t';
  const launcher = (phase: string): string => `#!/bin/sh
tree=\${0%/*}/g.runfiles
exec '${NODE_PROGRAM}' --disable-warning=ExperimentalWarning '${BUNDLE}' ${phase} "$tree" "$tree/_main/t/g.databuild.json" "$@"
`;
  return [
    ...PHASES.map((phase) => ({ name: `g/g.${phase}`, content: launcher(phase), mode: 0o755 })),
    { name: `${tree}/g.databuild.json`, content: JSON.stringify(descriptor) },
    { name: `${tree}/run`, content: script, mode: 0o755 },
    { name: `${tree}/run.digest`, content: `${hash('sha256', script)}\n` },
    ...more,
  ].filter(({ name }) => options.without?.(name) !== true);
}

/** The archive of a graph `//t:g`. */
export function graphArchive(options: GraphArchiveOptions = {}): Promise<Buffer> {
  return archiveOf(graphEntries(options));
}
