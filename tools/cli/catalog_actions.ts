import type { Action } from './command.js';

const WHERE = ['state-dir', 'catalog'] as const;

/** All that reads and prints: nothing else can fail. */
const READING = {
  descriptor: 'graph',
  exitCode1: 'the output could not be written',
  exitCode2: 'bad usage or input: an option, a ref, the catalog',
} as const;

const ASKING_FOR_REFS = {
  exitCode2: 'bad usage or input: an option, a ref that the catalog does not have, the catalog',
};

/** What the catalog target does, by the word that says so. */
export const CATALOG_ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  [
    'ls',
    {
      ...READING,
      takes: 'prefix',
      summary: 'Lists the partitions that exist, one ref per line, in order; or draws a picture of them.',
      options: [...WHERE, 'grid', 'since', 'until', 'long', 'json', 'quiet'],
      examples: [
        ['daily/', 'all that begin so'],
        ["--grid 'daily/date=2024-*'", 'a calendar: which days of 2024 are there'],
        ['--long --since 2024-03-01T06:00:00Z', 'what was recorded since then, with time and manifest'],
      ],
      load: async () => (await import('./commands/catalog_ls.js')).runCatalogLs,
    },
  ],
  [
    'show',
    {
      ...READING,
      ...ASKING_FOR_REFS,
      takes: 'refs',
      summary: 'Prints the manifest of each partition: by which job it was made, from what, when and how.',
      options: [...WHERE, 'json'],
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
      summary: 'Prints all that happened to each partition, newest first: built, adopted, blessed, forgotten.',
      options: [...WHERE, 'json'],
      examples: [['daily/date=2024-03-01', 'when this partition was made, each time']],
      load: async () => (await import('./commands/catalog_refs.js')).runCatalogHistory,
    },
  ],
  [
    'adopt',
    {
      descriptor: 'graph',
      takes: 'refs',
      summary:
        'Takes partitions that were made elsewhere for made by this graph: records what it would have made them ' +
        'with, and prints the manifests, one JSON object per line. Nothing runs but lookup and configure. That the ' +
        'data is there is up to you. What the catalog has already stays as it is.',
      options: [...WHERE, 'data-dir', 'configure-timeout', 'pass-env', 'quiet'],
      exitCode2: 'bad usage or input: an option, a ref, half of what one task makes, the catalog',
      examples: [
        ['daily/date=2024-03-01', 'it is there: do not build it'],
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
        'Accepts partitions that exist as what the graph would make of them now, without building them: for a change ' +
        'that turned out to make no difference. Records them under the keys of now and prints the manifests, one JSON ' +
        'object per line. Nothing runs but lookup and configure. What is valid already stays as it is.',
      options: [...WHERE, 'upstream', 'data-dir', 'configure-timeout', 'pass-env', 'quiet'],
      exitCode2:
        'bad usage or input: an option, a ref that the catalog does not have, half of what one task makes, the catalog',
      examples: [
        ['daily/date=2024-03-01', 'it is good as it is: do not build it again'],
        ['--upstream @refs.txt', 'the same for the refs of a file and all that they are made from'],
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
        'Takes partitions for missing from now on, so that they are built again when they are asked for. Prints those ' +
        'that were there. The data stays where it is; the manifests stay in the history.',
      options: [...WHERE, 'quiet'],
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
      options: WHERE,
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
        'Merges what another catalog exported. What is known stays, and of all that happened to a partition the ' +
        'latest counts: neither order nor repetition of imports makes a difference.',
      options: [...WHERE, 'json', 'quiet'],
      exitCode1: 'the catalog has another content for some manifests; its own stays, all else is imported',
      exitCode2: 'bad usage or input: an option, a line that is not of an export, the catalog',
      examples: [
        ['catalog.jsonl', 'import a file'],
        ['--catalog postgres://db.internal/databuild < catalog.jsonl', 'move to a catalog that machines share'],
      ],
      load: async () => (await import('./commands/catalog_copy.js')).runCatalogImport,
    },
  ],
  [
    'gc',
    {
      ...READING,
      takes: 'nothing',
      summary:
        'Drops old manifests, so that the catalog stays small. Those of partitions that exist stay, and their ' +
        'inputs, and the newest of each ref: --keep-last says how many. No data is touched.',
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
      summary: 'Reads the whole catalog and prints what does not fit together, one problem per line.',
      options: [...WHERE, 'json', 'quiet'],
      exitCode1: 'it found problems',
      examples: [['', 'whether the catalog is in order']],
      load: async () => (await import('./commands/catalog_care.js')).runCatalogVerify,
    },
  ],
]);
