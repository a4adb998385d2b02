import { readPlanOrJobGraph, type MergeSource } from '../plan/merge/index.js';
import { describePlanFileFailure, describeReadFailure } from '../report/index.js';
import { inputName, readInputBytes } from '../base/runtime/index.js';
import type { Invocation } from './command.js';
import { inputPlace } from './input_place.js';
import { workMeter } from './work_meter.js';

/**
 * Reads files with plans or job graphs. Messages use the names that the user gave them.
 *
 * @param files `-` is standard input
 * @returns nothing, after reporting what is wrong with any of them
 */
export async function readGraphFiles(
  invocation: Invocation,
  files: readonly string[],
): Promise<MergeSource[] | undefined> {
  const sources: MergeSource[] = [];
  const problems: string[] = [];
  const meter = workMeter(invocation, false);
  for (const file of files) {
    const place = inputPlace(invocation, file);
    const name = place === 'stdin' ? inputName(place) : file;
    meter.begin(`reading ${name}`);
    const graph = await readInputBytes(place, invocation.cancellation.signal, readPlanOrJobGraph);
    if (!graph.ok) problems.push(describeReadFailure(graph.error));
    else if (graph.value.ok) sources.push({ name, graph: graph.value.value });
    else problems.push(`${name}: ${describePlanFileFailure(graph.value.error)}`);
  }
  meter.end();
  if (problems.length === 0) return sources;
  invocation.refuse(problems.join('\n'));
  return undefined;
}
