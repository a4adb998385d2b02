import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { JobDescriptor } from '../../base/model/index.js';
import { capture } from '../../base/runtime/index.js';
import { fakeDefinition, fakeDescriptor, fakeJob, NODE_PROGRAM, passOnSignals, refs } from '../../dev/testing/index.js';
import { analyze } from './analyze.js';

let folder = '';
let deafen: () => void;
beforeAll(async () => {
  deafen = passOnSignals('SIGCHLD');
  folder = await mkdtemp(join(tmpdir(), 'databuild-analyze-'));
});
afterAll(async () => {
  deafen();
  await rm(folder, { recursive: true });
});

/** Writes an executable and returns its path. */
async function script(name: string, text: string, mode = 0o755): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  await chmod(file, mode);
  return file;
}

/** An executable that runs a JavaScript module. A shell script starts it, as for any program. */
async function program(name: string, body: string): Promise<string> {
  const module = await script(`${name}.mjs`, `import { readFileSync } from 'node:fs';\n${body}`);
  return script(name, `#!/bin/sh\nexec '${NODE_PROGRAM}' '${module}' "$@"\n`);
}

const LOOKUP = `console.log(JSON.stringify({ ':a': process.argv.slice(2) }));`;

/** Analyzes refs of one job with real processes. */
async function analyzeJob(job: Partial<JobDescriptor>, outputs: readonly string[], timeoutMs = 30_000) {
  const descriptor = { ...fakeDescriptor([fakeJob('a', job)]), lookup: await program('lookup', LOOKUP) };
  const ask = {
    capture,
    captureWorker: capture,
    runfilesDir: folder,
    env: { PATH: '/usr/bin:/bin' },
    cwd: folder,
    timeoutMs,
    parallel: 2,
  };
  return analyze(refs(...outputs), { descriptor, definition: fakeDefinition(descriptor), ask });
}

const awkward = ['$(touch owned)', '`id`', "it's", 'a "b" \\ c', '--flag', '*', 'ü/日本 語', '; exit 1', '-'];

test.each(['args', 'stdin'] as const)(
  'passes refs unchanged by %s, even those with a meaning for a shell',
  async (refsFrom) => {
    const configure = await program(
      `each-${refsFrom}`,
      `const asked = ${refsFrom === 'args' ? 'process.argv.slice(2)' : "readFileSync(0, 'utf8').split('\\n').slice(0, -1)"};
     console.log(JSON.stringify(asked.map((ref) => ({ outputs: [ref], args: [ref] }))));`,
    );
    const analyzed = await analyzeJob({ configure, refsFrom }, awkward);
    expect(analyzed.ok && analyzed.value.tasks.map(({ config }) => config.args)).toEqual(awkward.map((ref) => [ref]));
  },
);

test('names the file of a configure without the execute bit', async () => {
  const configure = await script('not-executable', '#!/bin/sh\n', 0o644);
  expect(await analyzeJob({ configure }, ['x'])).toMatchObject({
    ok: false,
    error: [{ reason: 'ask-not-started', code: 'EACCES', asked: { label: '//test:a', file: configure } }],
  });
});

test('quotes the standard error of a configure that fails', async () => {
  const configure = await script('fails', '#!/bin/sh\necho "no such date: $1" >&2\nexit 3\n');
  expect(await analyzeJob({ configure }, ['x/2024'])).toMatchObject({
    ok: false,
    error: [{ reason: 'ask-exit-non-zero', exitCode: 3, stderrTail: expect.stringContaining('no such date: x/2024') }],
  });
});

test('names the signal that killed a configure', async () => {
  const configure = await script('killed', '#!/bin/sh\nkill -9 $$\n');
  expect(await analyzeJob({ configure }, ['x'])).toMatchObject({
    ok: false,
    error: [{ reason: 'ask-killed', signal: 'SIGKILL' }],
  });
});

test('ends a configure that exceeds the timeout', async () => {
  const configure = await script('hangs', '#!/bin/sh\nexec sleep 600\n');
  expect(await analyzeJob({ configure }, ['x'], 1000)).toMatchObject({
    ok: false,
    error: [{ reason: 'ask-timed-out', timeoutMs: 1000 }],
  });
});

test('distinguishes a configure that logs to standard output from one that prints garbage', async () => {
  const chatty = await script('chatty', '#!/bin/sh\necho starting\necho \'[{"outputs":["x"]}]\'\n');
  const garbage = await script('garbage', '#!/bin/sh\nhead -c 1048576 /dev/zero | tr "\\0" "x"\n');
  expect(await analyzeJob({ configure: chatty }, ['x'])).toMatchObject({
    error: [{ reason: 'ask-bad-json', problem: { kind: 'text-before', line: 1, excerpt: 'starting', jsonLine: 2 } }],
  });
  expect(await analyzeJob({ configure: garbage }, ['x'])).toMatchObject({
    error: [{ reason: 'ask-bad-json', problem: { kind: 'malformed', place: { line: 1, column: 1 } } }],
  });
});
