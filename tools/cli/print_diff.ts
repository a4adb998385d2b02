import { diff, maskDiff } from '../plan/diff/index.js';
import type { MergeSource } from '../plan/merge/index.js';
import { describeDiff } from '../report/index.js';
import { allowsColor } from './colors.js';
import type { Invocation } from './command.js';
import { secretsOf } from './secrets.js';
import { workMeter } from './work_meter.js';
import { writeJson, writeLines } from './write_lines.js';

/** Prints the differences, for people or as JSON. @returns the exit code: 0 if there are none, else 1 */
export async function printDiff(invocation: Invocation, before: MergeSource, after: MergeSource): Promise<number> {
  const { context, options, out } = invocation;
  const secrets = secretsOf(invocation);
  const meter = workMeter(invocation, false);
  meter.begin('comparing');
  const whole = diff(before.graph, after.graph);
  const difference = secrets === undefined ? whole : maskDiff(whole, secrets.mask);
  meter.end();
  const code = difference.same ? 0 : 1;
  if (options.json) {
    await writeJson(invocation, difference);
    return code;
  }
  const color = out.tty && allowsColor(context);
  await writeLines(invocation, describeDiff(difference, { names: { old: before.name, new: after.name }, color }));
  return code;
}
