import type { Mask } from '../base/secrets/index.js';
import type { TaskProblem } from './failure.js';

/**
 * Only `detail`, the system's message, and `printed` and `message`, what a program said, may quote an argument or variable;
 * everything else is a name or a number.
 */
export function maskProblem(problem: TaskProblem, mask: Mask): TaskProblem {
  if ('printed' in problem) return { ...problem, printed: mask(problem.printed) };
  if ('message' in problem) return { ...problem, message: mask(problem.message) };
  return 'detail' in problem ? { ...problem, detail: mask(problem.detail) } : problem;
}
