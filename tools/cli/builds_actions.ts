import type { Action } from './command.js';

/** Both actions only read and print. */
const READING = {
  descriptor: 'graph',
  exitCode1: 'the output could not be written',
} as const;

/** The actions of the builds target, by name. */
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
        'Shows a build and its tasks, from its events: failed tasks with their logs, skipped tasks with their cause, ' +
        'and interrupted tasks.',
      options: ['state-dir', 'json'],
      exitCode2: 'bad usage or input: an option, an unknown or ambiguous id, unreadable events',
      examples: [
        ['', 'the newest build'],
        ['0197c3e2-5f', 'the build whose id begins with this'],
        ['--json 0197c3e2-5f', 'the same for a program'],
      ],
      load: async () => (await import('./commands/builds.js')).runBuildsShow,
    },
  ],
]);
