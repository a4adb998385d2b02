import {
  err,
  ok,
  selectionWords,
  selects,
  type PartitionRef,
  type Result,
  type Selection,
} from '../base/model/index.js';
import { inputName, readInput } from '../base/runtime/index.js';
import type { CatalogView } from '../catalog/index.js';
import { expectedRefs } from '../driver/index.js';
import { count, describeExpectedFailure, describeReadFailure } from '../report/index.js';
import type { GraphInvocation, Invocation } from './command.js';
import { inputPlace } from './input_place.js';
import { collectRefs } from './refs.js';
import { listed, siteOf, tell } from './session.js';

/** The partitions that the command line selects by `--match`, `--from` and `--to`; nothing if it does not. */
export function selectionOf({ options }: Pick<Invocation, 'options'>): Selection | undefined {
  const { match, from, to } = options;
  return match === undefined && from === undefined && to === undefined ? undefined : { glob: match, from, to };
}

/**
 * The refs that a command works on: those on the command line, then those of the expected partitions that it selects.
 *
 * @returns the exit code after reporting what is wrong
 */
export async function requestedRefs(invocation: GraphInvocation): Promise<Result<PartitionRef[], number>> {
  return requested(invocation, (selection) => selectExpected(selection, invocation));
}

/** The same where a selection means partitions that the catalog has. */
export async function knownRefs(
  invocation: GraphInvocation,
  catalog: Pick<CatalogView, 'list'>,
): Promise<Result<PartitionRef[], number>> {
  return requested(invocation, (selection) => selectKnown(selection, invocation, catalog));
}

async function requested(
  invocation: GraphInvocation,
  select: (selection: Selection) => Promise<Result<readonly PartitionRef[], number>>,
): Promise<Result<PartitionRef[], number>> {
  const selection = selectionOf(invocation);
  if (selection === undefined) return typedRefs(invocation);
  // Read the refs first, so that a mistyped one is reported before a program is started.
  const typed = invocation.args.length === 0 ? ok([]) : await typedRefs(invocation);
  if (!typed.ok) return typed;
  const selected = await select(selection);
  return selected.ok ? ok([...new Set([...typed.value, ...selected.value])]) : selected;
}

async function selectExpected(
  selection: Selection,
  invocation: GraphInvocation,
): Promise<Result<readonly PartitionRef[], number>> {
  const { descriptor, messages, options, refuse } = invocation;
  const expected = await expectedRefs(selection, siteOf(invocation), invocation.cancellation.signal);
  if (!expected.ok) return err(tell(invocation, expected.error));
  const { refs, printed } = expected.value;
  if (refs.length > 0) {
    if (!options.quiet) messages.line(`selected ${count(refs.length, 'expected partition')}`);
    return ok(refs);
  }
  const who = `partitions of ${descriptor.label}`;
  return err(
    refuse(
      printed === 0
        ? `${who} printed no refs; nothing is expected`
        : `${typedSelection(selection)} selects none of the ${count(printed, 'ref')} that ${who} printed${WHOLE_REF}`,
    ),
  );
}

async function selectKnown(
  selection: Selection,
  { descriptor, cancellation, refuse, usageError }: GraphInvocation,
  catalog: Pick<CatalogView, 'list'>,
): Promise<Result<readonly PartitionRef[], number>> {
  const isSelected = selects(selection, descriptor);
  if (!isSelected.ok) return err(usageError(describeExpectedFailure(isSelected.error)));
  const refs: PartitionRef[] = [];
  for await (const { ref } of catalog.list({ prefix: selection.glob?.prefix })) {
    if (cancellation.signal.aborted) break;
    if (isSelected.value(ref)) refs.push(ref);
  }
  if (refs.length > 0) return ok(refs);
  return err(refuse(`${typedSelection(selection)} selects no partition of the catalog${WHOLE_REF}`));
}

const WHOLE_REF = '; a pattern covers the whole ref';

/** A selection as it was typed. */
function typedSelection(selection: Selection): string {
  return selectionWords(selection).flat().join(' ');
}

/** The refs on the command line. @returns the exit code after reporting what is wrong with them */
export async function typedRefs(invocation: Invocation): Promise<Result<PartitionRef[], number>> {
  const { args, usageError } = invocation;
  if (args.length === 0) return err(usageError('no refs; name at least one partition'));
  const collected = await collectRefs(args, {
    read: (name) => readInput(inputPlace(invocation, name), invocation.cancellation.signal),
    stdinName: inputName('stdin'),
  });
  if (!collected.ok) {
    const lines = collected.error.map((failure) =>
      failure.reason === 'ref-invalid'
        ? `${failure.position}: ref ${shown(failure.text)} ${failure.problem}`
        : describeReadFailure(failure),
    );
    return err(usageError(listed(lines)));
  }
  if (collected.value.length === 0) return err(usageError('no refs; the input has no line with a ref'));
  return collected;
}

function shown(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.length <= 80 ? quoted : `${quoted.slice(0, 60)}…" (${String(text.length)} characters)`;
}
