import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const NODE_GLOBALS = ['Buffer', 'URL', 'clearTimeout', 'console', 'process', 'setInterval', 'setTimeout'];

export default defineConfig([
  globalIgnores(['**/bazel-*/', 'benchmarks/results/', 'tools/service/client/api_types.ts']),
  js.configs.recommended,
  {
    languageOptions: { globals: Object.fromEntries(NODE_GLOBALS.map((name) => [name, 'readonly'])) },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { eqeqeq: 'error' },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Enums are not even erasable syntax here, and looking for them is what takes longest.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // A parameter that an interface asks for and this function does without.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Names say what a module gives; a default export is named by whoever imports it.
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
      // Numbers read well in messages.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['**/*.tsx'],
    rules: { '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }] },
  },
  {
    // Inner loops over arrays of integers, whose bounds the graph itself keeps: a check at each step would be felt.
    // And tests, which fail where they are wrong about what is there.
    files: ['tools/base/graph/**', '**/*.test.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Stages answer with values and events. What people read is written by the command line.
    files: ['tools/**/*.ts'],
    ignores: ['tools/cli/**', 'tools/dev/setup/**'],
    rules: { 'no-console': 'error' },
  },
  {
    // Building all schemas takes as long as a small command does in total. Only a service loads those of the API, and needs all.
    files: ['tools/**/*.ts'],
    ignores: ['**/*.test.ts', 'tools/service/api/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            ':matches(Program, ExportNamedDeclaration) > VariableDeclaration CallExpression[callee.object.name="z"]:not(CallExpression[callee.name="lazily"] *)',
          message: 'Wrap it in lazily(() => …), so that the schema is built when it is first used.',
        },
      ],
    },
  },
  {
    // All else is told what it needs, so that tests can tell it something else.
    files: ['tools/**/*.ts'],
    ignores: [
      'tools/base/runtime/**',
      'tools/dev/setup/**',
      '**/main.ts',
      'tools/dev/docs/update_docs.ts',
      'tools/dev/schemas/update_schemas.ts',
      '**/*.test.ts',
    ],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['chdir', 'cwd', 'env'].map((property) => ({
          object: 'process',
          property,
          message: 'Only tools/base/runtime and a main.ts read the surroundings of the process.',
        })),
      ],
    },
  },
]);
