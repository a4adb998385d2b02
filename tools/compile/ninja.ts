import { targetsOf } from '../base/graph/index.js';
import { poolsOf } from './pools.js';
import { comments } from './quote.js';
import { joined } from './table.js';
import type { Compilation, CompiledFile, FolderTarget } from './target.js';
import { stampOf, taskWords } from './task_words.js';

/** A build file for Ninja. Limits of resources become pools. */
export const NINJA: FolderTarget = {
  name: 'ninja',
  limits: { units: 1_000_000 },
  requires: [],
  run: 'ninja',
  ships: 'folder',
  files: ninjaFiles,
};

function* ninjaFiles(compilation: Compilation): Generator<CompiledFile> {
  yield { path: 'build.ninja', chunks: joined(ninjaLines(compilation)) };
}

/** Dependencies are order-only: a task is done if its stamp exists, however old that is. */
function* ninjaLines({ header, units, stages, ordered, settings }: Compilation): Generator<string> {
  yield `${comments(header)}#
# Runs the tasks of the plan: ninja, in this folder, or ninja -C FOLDER. With -k 0, ninja goes on after a failure with every
# task that does not depend on it.
ninja_required_version = 1.5

rule task
  command = ./task.sh $words
  description = $words
`;
  const { pools, poolOf } = poolsOf(stages, settings.resources);
  for (const [pool, depth] of pools.entries()) yield `pool resources_${pool}\n  depth = ${depth}\n`;
  for (const [position, unit] of units.entries()) {
    const after = targetsOf(ordered, position).map((other) => stampOf(units, other));
    yield `build ${stampOf(units, position)}: task${after.length > 0 ? ` || ${after.join(' ')}` : ''}`;
    yield `  words = ${taskWords(unit)}`;
    const pool = poolOf.get(unit.job);
    if (pool !== undefined) yield `  pool = resources_${pool}`;
  }
}
