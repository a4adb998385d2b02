import { readPlanOrJobGraph, type MergeSource } from '../merge/index.js';
import { describePlanFileFailure, describeReadFailure } from '../report/index.js';
import { inputName, readInput } from '../runtime/index.js';
import type { Invocation } from './command.js';
import { inputPlace } from './input_place.js';

/**
 * Reads files that hold plans or job graphs, each of which the messages call what the user called it.
 *
 * @param files `-` stands for standard input
 * @returns nothing, after saying what is wrong with any of them
 */
export async function readGraphFiles(
  invocation: Invocation,
  files: readonly string[],
): Promise<MergeSource[] | undefined> {
  const sources: MergeSource[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const place = inputPlace(invocation, file);
    const name = place === 'stdin' ? inputName(place) : file;
    const text = await readInput(place, invocation.cancellation.signal);
    if (!text.ok) {
      problems.push(describeReadFailure(text.error));
      continue;
    }
    const graph = readPlanOrJobGraph(text.value);
    if (graph.ok) sources.push({ name, graph: graph.value });
    else problems.push(`${name}: ${describePlanFileFailure(graph.error)}`);
  }
  if (problems.length === 0) return sources;
  invocation.refuse(problems.join('\n'));
  return undefined;
}
