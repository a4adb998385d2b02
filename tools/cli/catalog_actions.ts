import type { Action } from './command.js';

const WHERE = ['state-dir', 'catalog'] as const;

const SELECTING = ['match', 'from', 'to'] as const;
const ASKING = ['data-dir', 'configure-timeout', 'pass-env'] as const;

/** For actions that only read and print. */
const READING = {
  descriptor: 'graph',
  exitCode1: 'the output could not be written',
  exitCode2: 'bad usage or input: an option, a ref, the catalog',
} as const;

const ASKING_FOR_REFS = {
  exitCode2: 'bad usage or input: an option, a ref that the catalog does not have, the catalog',
};

/** The actions of the catalog target, by name. */
export const CATALOG_ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  [
    'ls',
    {
      ...READING,
      takes: 'prefix',
      summary:
        'Lists the partitions that exist, one ref per line, in order, or draws them as a grid. ' +
        'If the graph has a partitions program, it can list the missing ones, and a grid shows them.',
      options: [
        ...WHERE,
        ...SELECTING,
        'missing',
        'grid',
        'since',
        'until',
        'long',
        'json',
        ...ASKING,
        'quiet',
        'server',
        'token-file',
      ],
      exitCode1: 'the output could not be written, or the partitions program failed',
      examples: [
        ['daily/', 'all refs with this prefix'],
        ["--grid 'daily/date=2024-*'", 'a calendar of the days of 2024 that exist'],
        ['--missing --from date=2024-03', 'the expected partitions since March 2024 that do not exist'],
        ['--long --since 2024-03-01T06:00:00Z', 'partitions recorded since then, with time and manifest'],
      ],
      load: async () => (await import('./commands/catalog_ls.js')).runCatalogLs,
      asking: {
        options: ['match', 'from', 'to', 'long', 'quiet'],
        load: async () => (await import('./asking/catalog_ls.js')).askCatalogLs,
      },
    },
  ],
  [
    'show',
    {
      ...READING,
      ...ASKING_FOR_REFS,
      takes: 'refs',
      summary: 'Prints the manifest of each partition: the job and the inputs that it was made with, when and how.',
      options: [...WHERE, ...SELECTING, 'json'],
      examples: [
        ['daily/date=2024-03-01', 'how this partition was made'],
        ['--json @refs.txt', 'many manifests, one JSON object per line'],
      ],
      load: async () => (await import('./commands/catalog_refs.js')).runCatalogShow,
    },
  ],
  [
    'history',
    {
      ...READING,
      ...ASKING_FOR_REFS,
      takes: 'refs',
      summary: 'Prints the history of each partition, newest first: built, adopted, blessed, unchanged, forgotten.',
      options: [...WHERE, ...SELECTING, 'json'],
      examples: [['daily/date=2024-03-01', 'every time this partition was made']],
      load: async () => (await import('./commands/catalog_refs.js')).runCatalogHistory,
    },
  ],
  [
    'adopt',
    {
      descriptor: 'graph',
      takes: 'refs',
      summary:
        'Records partitions built elsewhere as built by this graph, and prints the manifests, one JSON object per ' +
        'line. Only lookup and configure run. DataBuild does not check that the data exists. Partitions that the ' +
        'catalog already has are left as they are.',
      options: [...WHERE, ...SELECTING, ...ASKING, 'no-speculation', 'quiet'],
      exitCode2: 'bad usage or input: an option, a ref, only some outputs of a task, the catalog',
      examples: [
        ['daily/date=2024-03-01', 'this partition exists: do not build it'],
        ['@refs.txt', 'the same for the refs of a file'],
      ],
      load: async () => (await import('./commands/catalog_adopt.js')).runCatalogAdopt,
    },
  ],
  [
    'bless',
    {
      descriptor: 'graph',
      takes: 'refs',
      summary:
        'Records existing partitions as up to date without rebuilding them, for a change that makes no difference to ' +
        'them. Prints the new manifests, one JSON object per line. Only lookup and configure run. Partitions that are ' +
        'already valid are left as they are.',
      options: [...WHERE, ...SELECTING, 'upstream', ...ASKING, 'no-speculation', 'quiet'],
      exitCode2:
        'bad usage or input: an option, a ref that the catalog does not have, only some outputs of a task, the catalog',
      examples: [
        ['daily/date=2024-03-01', 'this partition is up to date: do not rebuild it'],
        ['--upstream @refs.txt', 'the refs of a file and everything that they are made from'],
      ],
      load: async () => (await import('./commands/catalog_bless.js')).runCatalogBless,
    },
  ],
  [
    'forget',
    {
      ...READING,
      ...ASKING_FOR_REFS,
      takes: 'refs',
      summary:
        'Marks partitions as missing, so that the next build that needs them rebuilds them. Prints the ones that were ' +
        'in the catalog. The data is not touched; the manifests stay in the history.',
      options: [...WHERE, ...SELECTING, 'quiet'],
      examples: [
        ['daily/date=2024-03-01', 'build it again next time'],
        ['- < refs.txt', 'refs from standard input, one per line'],
      ],
      load: async () => (await import('./commands/catalog_refs.js')).runCatalogForget,
    },
  ],
  [
    'export',
    {
      ...READING,
      takes: 'nothing',
      summary: 'Prints the whole catalog as JSON Lines, which import reads.',
      options: [...WHERE, 'quiet'],
      exitCode1: 'the output could not be written, or damaged rows were left out',
      examples: [['> catalog.jsonl', 'a copy of the catalog']],
      load: async () => (await import('./commands/catalog_copy.js')).runCatalogExport,
    },
  ],
  [
    'import',
    {
      descriptor: 'graph',
      takes: 'export',
      summary:
        'Merges the export of another catalog into this one. Existing manifests are kept, and the latest record of a ' +
        'partition becomes current. Imports may be repeated, in any order.',
      options: [...WHERE, 'json', 'quiet'],
      exitCode1: 'the catalog has different content for some manifests and keeps it; everything else is imported',
      exitCode2: 'bad usage or input: an option, a line that is not part of an export, the catalog',
      examples: [
        ['catalog.jsonl', 'import a file'],
        ['--catalog postgres://db.internal/databuild < catalog.jsonl', 'move to a catalog that machines share'],
      ],
      load: async () => (await import('./commands/catalog_copy.js')).runCatalogImport,
    },
  ],
  [
    'pool',
    {
      ...READING,
      takes: 'pool',
      summary:
        'Sets, lists and removes pools: limits of resources that all builds on this catalog share. A task whose job has ' +
        'resources = {"warehouse": 1} holds a slot of the pool warehouse while it runs.',
      options: [...WHERE, 'json', 'quiet'],
      exitCode2: 'bad usage or input: an option, an argument, a pool that does not exist, the catalog',
      examples: [
        ['set warehouse 4', 'at most four tasks of all builds use the warehouse at once'],
        ['ls', 'who holds slots, and for how long'],
        ['rm warehouse', 'no common limit any more'],
      ],
      load: async () => (await import('./commands/catalog_pool.js')).runCatalogPool,
    },
  ],
  [
    'gc',
    {
      ...READING,
      takes: 'nothing',
      summary:
        'Drops old manifests to keep the catalog small. Keeps the manifests of partitions that exist, those of their ' +
        'inputs, and the newest of each ref (--keep-last). No data is touched.',
      options: [...WHERE, 'keep-last', 'json', 'quiet'],
      examples: [['--keep-last 3', 'keep three manifests of each ref']],
      load: async () => (await import('./commands/catalog_care.js')).runCatalogGc,
    },
  ],
  [
    'verify',
    {
      ...READING,
      takes: 'nothing',
      summary: 'Checks the whole catalog for inconsistencies and prints one problem per line.',
      options: [...WHERE, 'json', 'quiet'],
      exitCode1: 'it found problems',
      examples: [['', 'check the catalog']],
      load: async () => (await import('./commands/catalog_care.js')).runCatalogVerify,
    },
  ],
]);
