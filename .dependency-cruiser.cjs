// Which folder below tools/ may import which, checked by //tools/dev/lint:imports_test.
// docs/architecture.md has the same in one picture; `npx depcruise -c .dependency-cruiser.cjs tools` runs it by hand.

// Each folder may import the folders before it, and no others, so that no two folders import each other.
const FOLDERS = [
  ...['base/model', 'base/graph', 'base/json', 'base/secrets', 'base/runtime'],
  ...['analyze/ask', 'analyze/lookup', 'analyze/expected', 'analyze/configure', 'analyze/analyze'],
  'catalog',
  ...[
    'plan/diff',
    'plan/estimate',
    'plan/plan',
    'plan/explain',
    'plan/merge',
    'plan/pin',
    'plan/mermaid',
    'plan/picture',
    'plan/summary',
  ],
  'exec',
  'engines',
  'compile',
  ...['observe/events', 'observe/jobs', 'observe/logs', 'observe/openlineage', 'observe/profile', 'observe/telemetry'],
  'driver',
  'report',
  ...[
    'service/programs',
    'service/deployments',
    'service/builds',
    'service/requests',
    'service/triggers',
    'service/grid',
    'service/api',
    'service/server',
    'service/client',
  ],
  'cli',
];

const NOT_PROGRAMS = ['[.]test[.]ts$', '/testing/', '/conformance/'];

const layer = (folder, allowed) => ({
  name: 'layers',
  severity: 'error',
  comment: `${folder} may import ${allowed.join(', ') || 'nothing else of tools/'}`,
  from: { path: `^tools/${folder}/`, pathNot: NOT_PROGRAMS },
  to: { path: '^tools/', pathNot: [...allowed, folder].map((each) => `^tools/${each}/`) },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'two files that import each other are one file, or need a third one',
      from: {},
      to: { circular: true },
    },
    ...FOLDERS.map((folder, at) => layer(folder, FOLDERS.slice(0, at))),
    layer('packaging', ['base']),
    // It runs in browsers, and knows the service by its API only.
    layer('service/web', ['service/client']),
    ...[
      ['^tools/(analyze|base|dev|observe|packaging|plan|service)/([^/]+)/', '^tools/$1/$2/'],
      ['^tools/(catalog|cli|compile|driver|engines|exec|report)/', '^tools/$1/'],
    ].map(([from, own]) => ({
      name: 'doors',
      severity: 'error',
      comment: 'another folder is imported through its index.ts',
      // runtime and digest take single files of model: all of it would load zod, before the first line of output and in
      // every action that makes a code digest.
      from: { path: from, pathNot: '^tools/(base/runtime|packaging/digest)/' },
      // The types of the API are all that pages take of the client, which is for Node.
      to: {
        path: '^tools/',
        pathNot: ['/index[.]ts$', '^tools/catalog/conformance/', '^tools/service/client/api_types[.]ts$', own],
      },
    })),
    {
      name: 'no-test-helpers-in-programs',
      severity: 'error',
      comment: 'only tests import test helpers',
      from: { path: '^tools/', pathNot: [...NOT_PROGRAMS, '^tools/dev/'] },
      to: { path: '(^tools/dev/|/testing/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['node_modules', 'databuild[.]mjs$', 'koffi[.]node$', 'bazel-'] },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
