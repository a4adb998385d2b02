import type { Action } from './command.js';

/** Whether a command runs tasks. */
export function runsTasks({ options }: Pick<Action, 'options'>): boolean {
  return options.includes('jobs');
}

/** The exit codes of a command that no signal stopped, each with its meaning. */
export function exitCodesOf(action: Action): readonly (readonly [code: string, meaning: string])[] {
  const selects = action.options.includes('match');
  const programs = runsTasks(action)
    ? `a task, a configure${selects ? ', a lookup or the partitions program' : ' or a lookup'}`
    : `a lookup${selects ? ', a configure or the partitions program' : ' or a configure'}`;
  return [
    ['0', 'done'],
    ['1', action.exitCode1 ?? `${programs} failed`],
    ['2', action.exitCode2 ?? 'bad usage or input: an option, a ref, a plan, the state directory'],
  ];
}

/** The exit codes of a command that a signal stopped. */
export const SIGNAL_EXIT_CODES = ['130, 143, 129', 'stopped by Ctrl-C (SIGINT), SIGTERM, SIGHUP'] as const;
