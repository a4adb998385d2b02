import type { Action } from './command.js';

/** Both are called by targets that `databuild_plan_test` declares, which put their arguments before any others. */
const PINNING = {
  descriptor: 'graph',
  takes: 'refs',
  options: ['configure-timeout', 'pass-env', 'quiet'],
  examples: [],
} as const;

/** What a plan test does, by the word that says so. */
export const PIN_ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  [
    'check',
    {
      ...PINNING,
      summary: 'Compares the plan of some partitions in an empty catalog with the one in a file.',
      exitCode1: 'they are different, the file is not there, or a lookup or a configure failed',
      load: async () => (await import('./commands/pin.js')).runPinCheck,
    },
  ],
  [
    'update',
    {
      ...PINNING,
      summary: 'Writes that plan into the file.',
      load: async () => (await import('./commands/pin.js')).runPinUpdate,
    },
  ],
]);
