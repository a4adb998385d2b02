import { join } from 'node:path';

/** The files of a run: a plan, and the process that executes it. */
export interface RunFiles {
  readonly directory: string;
  /** The plan, in the layout of `writePlan`. It exists only once it is complete. */
  readonly plan: string;
  /** The plan while it is written. */
  readonly unfinishedPlan: string;
  /** Where pages of its tasks begin. */
  readonly pages: string;
  readonly events: string;
  /** What the planning process printed for people. */
  readonly planStderr: string;
  /** What the build printed for people. */
  readonly stderr: string;
  readonly process: string;
}

/** @param id of the run */
export function runFiles(stateDir: string, id: string): RunFiles {
  return filesIn(join(stateDir, 'runs', id));
}

/** @param directory of a run, as its row has it */
export function filesIn(directory: string): RunFiles {
  const plan = join(directory, 'plan.json');
  return {
    directory,
    plan,
    unfinishedPlan: `${plan}.unfinished`,
    pages: `${plan}.pages`,
    events: join(directory, 'events.jsonl'),
    planStderr: join(directory, 'plan.stderr'),
    stderr: join(directory, 'stderr'),
    process: join(directory, 'process.json'),
  };
}
