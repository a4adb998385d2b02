import { reverse, targetsOf } from '../base/graph/index.js';
import { comments } from './quote.js';
import { joined } from './table.js';
import type { Compilation, CompiledFile, FolderTarget } from './target.js';
import { stampOf, taskWords } from './task_words.js';

/** A Makefile for GNU make. */
export const MAKE: FolderTarget = {
  name: 'make',
  limits: { units: 1_000_000 },
  requires: [],
  run: 'make -j 4',
  ships: 'folder',
  files: makeFiles,
};

function* makeFiles(compilation: Compilation): Generator<CompiledFile> {
  yield { path: 'Makefile', chunks: joined(makeLines(compilation)) };
}

/** Dependencies are order-only: a task is done if its stamp exists, however old that is. */
function* makeLines({ header, units, ordered }: Compilation): Generator<string> {
  yield `${comments(header)}#
# Runs the tasks of the plan: make -j N, in this folder. A task is done if done/TASK_ID exists. With -k, make goes on after a
# failure with every task that does not depend on it.
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DEFAULT_GOAL := all
.PHONY: all
ifeq ($(wildcard task.sh),)
$(error run make in the folder of this Makefile: make -C FOLDER)
endif
`;
  const dependents = reverse(ordered);
  for (const [position, unit] of units.entries()) {
    const after = targetsOf(ordered, position).map((other) => stampOf(units, other));
    yield `${stampOf(units, position)}:${after.length > 0 ? ` | ${after.join(' ')}` : ''}`;
    yield `\t@./task.sh ${taskWords(unit)}`;
    if (targetsOf(dependents, position).length === 0) yield `all: | ${stampOf(units, position)}`;
  }
}
