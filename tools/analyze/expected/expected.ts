import {
  err,
  patternIndexOf,
  selectionWords,
  selects,
  type GraphDescriptor,
  type Selection,
  type PartitionRef,
  type Result,
} from '../../base/model/index.js';
import { askProgram, type AskOptions } from '../ask/index.js';
import type { ExpectedFailure } from './failure.js';
import { MAX_BYTES, readRefs, type Expected } from './read_refs.js';

/**
 * Calls the program of a graph that lists the partitions that ought to exist. It is passed the selection, which it may
 * ignore: what it prints is selected again.
 */
export async function listExpected(
  selection: Selection,
  { descriptor, ask }: { readonly descriptor: GraphDescriptor; readonly ask: AskOptions },
): Promise<Result<Expected, ExpectedFailure>> {
  const { label, partitions, lookup, jobs } = descriptor;
  if (partitions === undefined) return err({ reason: 'expected-no-program', graph: label });
  const isSelected = selects(selection, descriptor);
  if (!isSelected.ok) return isSelected;
  const mask = ask.secrets?.mask;
  return askProgram<Expected, ExpectedFailure>(
    {
      what: 'partitions',
      label,
      executable: partitions,
      args: selectionWords(selection).flat(),
      maxStdoutBytes: MAX_BYTES,
      read: (printed, asked) => {
        const read = readRefs(printed, asked, isSelected.value, mask);
        if (!read.ok || lookup !== undefined) return read;
        const index = patternIndexOf(descriptor);
        const unmade = read.value.refs.filter((ref) => index.match(ref).length === 0);
        if (unmade.length === 0) return read;
        const patterns = jobs.flatMap(({ makes = [] }) => makes);
        const refs = mask === undefined ? unmade : unmade.map((ref) => mask(ref) as PartitionRef);
        return err({ reason: 'expected-unmade', asked, refs, patterns });
      },
    },
    ask,
  );
}
