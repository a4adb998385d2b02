import type { Action } from './command.js';

/** Actions that only read and print. */
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
      summary:
        'Lists the builds of the state directory and of the catalog, newest first: id, time, outcome, duration, graph, tasks.',
      options: ['state-dir', 'catalog', 'json', 'quiet', 'server', 'token-file'],
      exitCode2: 'bad usage or input: an option, the state directory, the catalog',
      examples: [
        ['', 'all builds'],
        ['--catalog postgres://host/db', 'also the builds of other machines on this catalog'],
        ['--json', 'the same for a program, one JSON object per line'],
      ],
      load: async () => (await import('./commands/builds.js')).runBuildsLs,
      asking: { options: ['json', 'quiet'], load: async () => (await import('./asking/builds.js')).askBuildsLs },
    },
  ],
  [
    'show',
    {
      ...READING,
      takes: 'build',
      summary:
        'Shows a build and its tasks, from its events or, if the state directory does not have them, from the catalog: failed tasks with their logs, skipped tasks with their cause, ' +
        'and interrupted tasks.',
      options: ['state-dir', 'catalog', 'json', 'server', 'token-file'],
      exitCode2: 'bad usage or input: an option, an unknown or ambiguous id, unreadable events',
      examples: [
        ['', 'the newest build'],
        ['0197c3e2-5f', 'the build whose id begins with this'],
        ['--json 0197c3e2-5f', 'the same for a program'],
      ],
      load: async () => (await import('./commands/builds.js')).runBuildsShow,
      asking: { options: ['json'], load: async () => (await import('./asking/builds.js')).askBuildsShow },
    },
  ],
  [
    'gc',
    {
      ...READING,
      takes: 'nothing',
      summary:
        'Drops old builds: their events and logs in the state directory, and what the catalog has of them. Builds that may still run ' +
        'stay, and so do the logs of partitions that exist. No data and no manifest is touched.',
      options: ['state-dir', 'catalog', 'keep', 'older', 'json', 'quiet'],
      exitCode2: 'bad usage or input: an option, the state directory, the catalog',
      examples: [
        ['--keep 100', 'keep the newest 100 builds'],
        ['--older 30d', 'drop what started more than 30 days ago'],
        ['--keep 100 --older 30d', 'the same, except for the newest 100'],
      ],
      load: async () => (await import('./commands/builds_gc.js')).runBuildsGc,
    },
  ],
]);
