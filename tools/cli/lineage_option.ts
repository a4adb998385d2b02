import { err, ok, unreachable, type Result } from '../base/model/index.js';
import { readTarget, type LineageTarget, type TargetProblem } from '../observe/openlineage/index.js';

/** @param text the value of `--openlineage`, if given */
export function readLineageTarget(text: string | undefined): Result<LineageTarget | undefined, string> {
  if (text === undefined) return ok(undefined);
  const target = readTarget(text);
  return target.ok ? target : err(`--openlineage ${JSON.stringify(text)} ${describe(target.error)}`);
}

function describe(problem: TargetProblem): string {
  switch (problem) {
    case 'target-empty':
      return 'is empty; it must name a file or an http address';
    case 'target-not-http':
      return 'is an address that is neither http nor https';
    case 'target-invalid':
      return 'is not a valid address';
    default:
      return unreachable(problem);
  }
}
