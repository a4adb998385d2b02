import type { Mask } from '../base/secrets/index.js';
import type { TaskProblem } from './failure.js';

/** What the system said may quote what a job was told; all else are names and numbers. */
export function maskProblem(problem: TaskProblem, mask: Mask): TaskProblem {
  return 'detail' in problem ? { ...problem, detail: mask(problem.detail) } : problem;
}
