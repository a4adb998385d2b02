import type { Asked } from '../analyze/ask/index.js';
import type { BadLine, ExpectedFailure } from '../analyze/expected/index.js';
import { describeRefProblem } from '../base/model/index.js';
import { describeAskFailure, exitCodeOfAskFailure } from './ask_failures.js';
import { andMore } from './listed.js';
import { count, number } from './numbers.js';
import { list, name, type ExitCode } from './show.js';

/** Explains why it is not known which partitions ought to exist. */
export function describeExpectedFailure(failure: ExpectedFailure): string {
  switch (failure.reason) {
    case 'expected-no-program':
      return describeNoProgram(failure.graph);
    case 'selection-without-names':
      return `${name(failure.bound.text)} bounds nothing: neither the pattern nor any job has a {name}; add one to --match`;
    case 'selection-name-unknown':
      return `${name(failure.bound.text)} bounds nothing: no pattern has the name {${failure.bound.name ?? ''}}; the names are ${list(failure.names)}`;
    case 'expected-bad-refs': {
      const { asked, unit, bad, count: all } = failure;
      const lines = bad.map((line) => `\n  ${describeBadLine(unit, line)}`);
      const hidden = all - bad.length;
      return `${asked.what} of ${name(asked.label)} printed ${count(all, `${unit} that is no ref`, `${unit}s that are no refs`)} (${asked.file}):${lines.join('')}${hidden > 0 ? `\n  ${andMore(hidden)}` : ''}`;
    }
    case 'expected-too-many':
      return `${failure.asked.what} of ${name(failure.asked.label)} printed more than ${number(failure.limit)} refs (${failure.asked.file}); ${printFewer(failure.asked)}`;
    case 'expected-unmade': {
      const { asked, refs, patterns } = failure;
      return `partitions of ${name(asked.label)} printed ${count(refs.length, 'ref')} that no job makes: ${list(refs)} (${asked.file}); correct it, or add a pattern to the makes of a job (the patterns are ${list(patterns)})`;
    }
    default:
      return describeAskFailure(failure);
  }
}

function printFewer({ what }: Asked): string {
  return what === 'partitions'
    ? 'make it print fewer when it is called with --match, --from or --to'
    : 'make it print fewer refs for one slot or event';
}

function describeBadLine(unit: 'line' | 'item', { number: at, text, problem }: BadLine): string {
  return `${unit} ${number(at)}: "${name(text)}" ${describeRefProblem(problem)}`;
}

function describeNoProgram(graph: string): string {
  return `${name(graph)} has no program that lists the partitions that ought to exist. Write one that prints a ref on each line:

    #!/bin/sh
    for month in 2024-01 2024-02 2024-03; do
      echo "report/month=$month"
    done

and name it in the BUILD file: databuild_graph(..., partitions = ":program"). See docs/expected-partitions.md`;
}

/** @returns 1 if the program is broken; 2 if the request or the graph does not allow it */
export function exitCodeOfExpectedFailure(failure: ExpectedFailure): ExitCode {
  switch (failure.reason) {
    case 'expected-no-program':
    case 'selection-without-names':
    case 'selection-name-unknown':
      return 2;
    case 'expected-bad-refs':
    case 'expected-too-many':
    case 'expected-unmade':
      return 1;
    default:
      return exitCodeOfAskFailure(failure);
  }
}
