import { inputLines } from '../base/runtime/index.js';
import { describeConfirmation } from '../report/index.js';
import type { Invocation } from './command.js';
import { selectionOf } from './requested.js';

/**
 * Asks a person at a terminal before a selection runs many tasks. Refs that were typed need no question, and where
 * nobody can answer, there is none.
 *
 * @returns whether to run them
 */
export async function confirmed(tasks: number, invocation: Invocation): Promise<boolean> {
  const { context, options, messages, cancellation } = invocation;
  const isAsked = selectionOf(invocation) !== undefined && tasks > options.confirmAbove && !options.yes;
  if (!isAsked || !context.stdinIsTty || !context.stderrIsTty) return true;
  messages.line(describeConfirmation(tasks));
  messages.flush();
  for await (const line of inputLines('stdin', cancellation.signal)) return /^y(es)?$/i.test(line.trim());
  return false;
}
