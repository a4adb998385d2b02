import type { Action } from './command.js';

/** Both only read and print. */
const READING = {
  descriptor: 'graph',
  exitCode1: 'the output could not be written',
} as const;

/** What the builds target does, by the word that says so. */
export const BUILDS_ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  [
    'ls',
    {
      ...READING,
      takes: 'nothing',
      summary: 'Lists the builds of the state directory, newest first: id, time, outcome, duration, graph, tasks.',
      options: ['state-dir', 'json', 'quiet'],
      exitCode2: 'bad usage or input: an option, the state directory',
      examples: [
        ['', 'all builds'],
        ['--json', 'the same for a program, one JSON object per line'],
      ],
      load: async () => (await import('./commands/builds.js')).runBuildsLs,
    },
  ],
  [
    'show',
    {
      ...READING,
      takes: 'build',
      summary:
        'Shows a build and its tasks, from its events: what failed and where its log is, what was skipped because of ' +
        'it, what was interrupted.',
      options: ['state-dir', 'json'],
      exitCode2: 'bad usage or input: an option, an id that no build has, or several, events that cannot be read',
      examples: [
        ['', 'the newest build'],
        ['0197c3e2-5f', 'the build whose id begins so'],
        ['--json 0197c3e2-5f', 'the same for a program'],
      ],
      load: async () => (await import('./commands/builds.js')).runBuildsShow,
    },
  ],
]);
