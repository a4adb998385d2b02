// Which folder below tools/ may import which, checked by //tools/dev/lint:imports_test.
// docs/architecture.md has the same in one picture; `npx depcruise -c .dependency-cruiser.cjs tools` runs it by hand.

// Each room may import the rooms before it, and no others.
const ROOMS = ['base', 'analyze', 'catalog', 'plan', 'exec', 'observe', 'driver', 'report', 'cli'];

// In base, model comes first: everything else may import it.
const layer = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${name} may import ${allowed.join(', ') || 'nothing else of tools/'}`,
  from: { path: from, pathNot: ['[.]test[.]ts$', '/testing/', '/conformance/'] },
  to: { path: '^tools/', pathNot: [...allowed.map((room) => `^tools/${room}/`), from] },
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
    ...ROOMS.map((room, at) => layer(room, `^tools/${room}/`, ROOMS.slice(0, at))),
    ...[
      ['^tools/(analyze|base|dev|observe|packaging|plan)/([^/]+)/', '^tools/$1/$2/'],
      ['^tools/(catalog|cli|driver|exec|report)/', '^tools/$1/'],
    ].map(([from, own]) => ({
      name: 'doors',
      severity: 'error',
      comment: 'another folder is imported through its index.ts',
      // runtime takes single files of model: all of it would load zod before the first line of output.
      from: { path: from, pathNot: '^tools/base/runtime/' },
      to: { path: '^tools/', pathNot: ['/index[.]ts$', '^tools/catalog/conformance/', own] },
    })),
    {
      name: 'no-test-helpers-in-programs',
      severity: 'error',
      comment: 'only tests import test helpers',
      from: { path: '^tools/', pathNot: ['[.]test[.]ts$', '/testing/', '/conformance/', '^tools/dev/'] },
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
