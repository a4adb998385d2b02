import type { Action } from './command.js';

/** Both actions are started by targets that `databuild_plan_test` declares, which put their arguments in front. */
const PINNING = {
  descriptor: 'graph',
  takes: 'refs',
  options: ['configure-timeout', 'pass-env', 'quiet'],
  examples: [],
} as const;

/** The actions of a plan test, by name. */
export const PIN_ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  [
    'check',
    {
      ...PINNING,
      summary: 'Compares the plan of some partitions in an empty catalog with the one in a file.',
      exitCode1: 'they are different, the file does not exist, or a lookup or a configure failed',
      load: async () => (await import('./commands/pin.js')).runPinCheck,
    },
  ],
  [
    'update',
    {
      ...PINNING,
      summary: 'Writes this plan into the file.',
      load: async () => (await import('./commands/pin.js')).runPinUpdate,
    },
  ],
]);
