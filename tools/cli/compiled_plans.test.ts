import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { HAS_SLURM, startSlurm, type SlurmCluster } from '../dev/testing/slurm/index.js';
import { BUNDLE, end, TestGraph, type Done } from './testing/index.js';

jest.setTimeout(120_000);

/** Two jobs; `m` runs up to three tasks in one process. Their inputs are those that a file lists for the ref. */
const LOOKUP = `#!/bin/sh
printf '{'; s=
for job in j m; do
  refs=
  for r in "$@"; do case $r in $job/*) refs="$refs\${refs:+,}\\"$r\\"" ;; esac; done
  [ -z "$refs" ] || { printf '%s":%s":[%s]' "$s" $job "$refs"; s=,; }
done
printf '}'
`;

const CONFIGURE = `#!/bin/sh
printf '['; s=
for r in "$@"; do
  printf '%s{"outputs":["%s"],"args":["%s"],"inputs":%s}' "$s" "$r" "$r" "$(grep -F "$r	" "\${DATABUILD_DATA_DIR%/*}/edges" | cut -f 2)"; s=,
done
printf ']'
`;

/** Writes the names and contents of the inputs. It fails if one is not there, so the order must be right. */
const RUN = `#!/bin/sh
make() {
  mkdir -p "$(dirname "$1")"
  { echo "$1"; for input in $(grep -F "$1	" ../edges | cut -f 3); do cat "$input" || exit 1; done; } > "$1.new" && mv "$1.new" "$1"
}
if [ -n "$DATABUILD_BATCH_FILE" ]; then
  sed -n 's/.*"args":\\["\\([^"]*\\)"\\].*/\\1/p' "$DATABUILD_BATCH_FILE" | while read -r ref; do make "$ref"; done
else make "$1"; fi
`;

/** What runs a compiled plan. Those that are not installed are left out. */
const SCHEDULERS: readonly (readonly [target: string, program: string, ...args: string[]])[] = [
  ['bash', './run.sh', '-j', '3'],
  ['make', 'make', '-s', '-j', '3'],
  ['ninja', 'ninja', '-j', '3'],
  ['snakemake', 'snakemake', '--cores', '3', '--quiet'],
  ['slurm', './submit.sh', '--wait'],
];

const INSTALLED = SCHEDULERS.filter(([target, program]) =>
  target === 'slurm' ? HAS_SLURM : program.startsWith('./') || existsSync(`/usr/bin/${program}`),
);

/** Lists of the inputs of each task, among the tasks before it. */
const GRAPHS = fc.array(
  fc.record({ job: fc.constantFrom('j', 'm'), needs: fc.uniqueArray(fc.nat(11), { maxLength: 3 }) }),
  {
    minLength: 6,
    maxLength: 12,
  },
);

let cluster: SlurmCluster | undefined;
let graph: TestGraph;

beforeAll(async () => {
  if (HAS_SLURM) cluster = await startSlurm();
}, 60_000);

afterAll(() => cluster?.stop());

beforeEach(() => {
  graph = new TestGraph(BUNDLE, { lookup: LOOKUP, configure: CONFIGURE, run: RUN });
  graph.setJobs({ j: {}, m: { batch: 3 } });
  graph.writeLauncher('task');
});

afterEach(() => graph.remove());

/** Each way to run has a state directory of its own. */
const env = (way: string) => ({
  DATABUILD_STATE_DIR: join(graph.dir, way, 's'),
  DATABUILD_DATA_DIR: join(graph.dir, way, 'data'),
});

/** Starts a program in a compiled folder. */
function start(way: string, program: string, args: readonly string[]): Promise<Done> {
  const cwd = join(graph.dir, way, 'compiled');
  const home = { HOME: graph.dir, XDG_CACHE_HOME: join(graph.dir, 'cache') };
  return end(
    spawn(program, args, {
      cwd,
      env: { PATH: '/usr/bin:/bin', ...cluster?.env, ...home, ...env(way) },
      stdio: ['pipe', 'pipe', 'pipe'],
    }),
  );
}

/** The outputs that a way has made. */
function dataOf(way: string): Record<string, string> {
  const dir = env(way).DATABUILD_DATA_DIR;
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).toSorted();
  return Object.fromEntries(paths.map((path) => [path.slice(dir.length), readFileSync(path, 'utf8')]));
}

/** What the catalog of a way has recorded, without ids, times and the names of builds. */
async function catalogOf(way: string): Promise<unknown[]> {
  const { stdout } = await graph.run('catalog', ['export'], { env: env(way) });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const differs = new Set(['id', 'buildId', 'startTime', 'endTime', 'durationMs', 'host', 'atMicros']);
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name, each]) => !differs.has(name) && !(name === 'manifest' && typeof each === 'string'))
        .map(([name, each]) => [name, strip(each)]),
    );
  };
  return lines.map(strip).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Plans refs with the environment of a way, and compiles the plan there. */
async function compileHere(way: string, refs: readonly string[]): Promise<void> {
  const plan = await graph.run('plan', refs, { env: env(way) });
  expect(plan).toMatchObject({ code: 0 });
  writeFileSync(join(graph.dir, 'plan.json'), plan.stdout);
  const out = join(way, 'compiled');
  const compiled = await graph.run('compile', ['-q', '--to', way, '--out', out, 'plan.json'], { env: env(way) });
  expect(compiled).toMatchObject({ code: 0, stderr: '' });
}

/** Tests of a real cluster, where there is one. */
const testOnSlurm = HAS_SLURM ? test : test.skip;

test('outputs and catalogs of a random graph are the same by exec and by every scheduler', async () => {
  const [rows = []] = fc.sample(GRAPHS, {
    numRuns: 1,
    ...(process.env['FC_SEED'] === undefined ? {} : { seed: Number(process.env['FC_SEED']) }),
  });
  const refs = rows.map(({ job }, number) => `${job}/${String(number).padStart(2, '0')}`);
  const edges = rows.map(({ needs }, number) => {
    const inputs = needs.flatMap((other) => (other < number ? (refs[other] ?? []) : []));
    return `${refs[number] ?? ''}\t${JSON.stringify(inputs.map((ref) => ({ depType: 'materialize', ref })))}\t${inputs.join(' ')}\n`;
  });
  const setUp = (way: string): void => {
    graph.write(join(way, 'edges'), edges.join(''));
  };
  setUp('exec');
  const plan = await graph.run('plan', refs, { env: env('exec') });
  expect(plan).toMatchObject({ code: 0 });
  writeFileSync(join(graph.dir, 'plan.json'), plan.stdout);
  expect(await graph.run('exec', ['-q', 'plan.json'], { env: env('exec') })).toMatchObject({ code: 0, stderr: '' });
  const [data, catalog] = [dataOf('exec'), await catalogOf('exec')];
  expect(Object.keys(data)).toHaveLength(refs.length);

  if (cluster !== undefined) {
    setUp('engine');
    const on = { env: { ...cluster.env, ...env('engine') } };
    const ran = await graph.run('exec', ['-q', '--engine', 'slurm', 'plan.json'], on);
    expect({ edges, ...ran }).toMatchObject({ code: 0, stderr: '' });
    expect({ data: dataOf('engine'), catalog: await catalogOf('engine') }).toEqual({ data, catalog });
  }
  for (const [target, program, ...args] of INSTALLED) {
    setUp(target);
    const out = join(target, 'compiled');
    const compiled = await graph.run('compile', ['-q', '--to', target, '--out', out, 'plan.json'], {
      env: env(target),
    });
    expect(compiled).toMatchObject({ code: 0, stderr: '' });
    const ran = await start(target, program, args);
    // All of it is shown if it fails.
    expect({ ran: { target, edges, ...ran } }).toEqual({ ran: expect.objectContaining({ code: 0 }) });
    expect({ target, data: dataOf(target) }).toEqual({ target, data });
    expect({ target, catalog: await catalogOf(target) }).toEqual({ target, catalog });
  }
});

test('a compiled plan that was interrupted by a failure goes on where it was, also in another scheduler', async () => {
  graph.setScripts({
    run: `#!/bin/sh\n[ "$1" != j/02 ] || [ -e ../fixed ] || exit 1\nmkdir -p j; echo "$1" >> runs; echo > "$1"\n`,
  });
  const refs = ['j/01', 'j/02', 'j/03'];
  graph.write('bash/edges', refs.map((ref) => `${ref}\t[]\t\n`).join(''));
  const plan = await graph.run('plan', refs, { env: env('bash') });
  writeFileSync(join(graph.dir, 'plan.json'), plan.stdout);
  const compile = async (to: string, out: string): Promise<void> => {
    const compiled = await graph.run('compile', ['-q', '--to', to, '--out', join('bash', out), 'plan.json'], {
      env: env('bash'),
    });
    expect(compiled).toMatchObject({ code: 0, stderr: '' });
  };
  await compile('bash', 'compiled');
  const failed = await start('bash', './run.sh', ['-k', '-j', '1']);
  expect(failed).toMatchObject({ code: 1 });
  expect(failed.stderr).toContain('2 of 3 done, 1 failed, 0 not run');
  graph.write('bash/fixed', '');
  // A new folder knows of nothing that is done; the catalog does.
  await compile('make', 'compiled.make');
  const made = await start('bash', 'make', ['-C', '../compiled.make']);
  expect(made).toMatchObject({ code: 0 });
  expect(readFileSync(join(graph.dir, 'bash/data/runs'), 'utf8')).toBe('j/01\nj/03\nj/02\n');
});

testOnSlurm(
  'on Slurm, what does not depend on a task that fails runs, and the rest when it is submitted again',
  async () => {
    graph.setScripts({
      run: `#!/bin/sh
make() { echo "$1" >> runs; mkdir -p "\${1%/*}"; echo > "$1"; }
if [ -n "$DATABUILD_BATCH_FILE" ]; then
  sed -n 's/.*"args":\\["\\([^"]*\\)"\\].*/\\1/p' "$DATABUILD_BATCH_FILE" | while read -r ref; do make "$ref"; done
elif [ "$1" = j/bad ] && [ ! -e ../fixed ]; then exit 1
else make "$1"; fi
`,
    });
    const edges = { 'j/bad': '', 'j/good': '', 'j/after-bad': 'j/bad', 'm/other': '', 'm/after-other': 'm/other' };
    const inputsOf = (ref: string): string => JSON.stringify(ref === '' ? [] : [{ depType: 'materialize', ref }]);
    const rows = Object.entries(edges).map(([ref, input]) => `${ref}\t${inputsOf(input)}\t${input}\n`);
    graph.write('slurm/edges', rows.join(''));
    await compileHere('slurm', Object.keys(edges));
    const runs = (): string[] => readFileSync(join(graph.dir, 'slurm/data/runs'), 'utf8').trimEnd().split('\n').sort();

    expect(await start('slurm', './submit.sh', ['--wait'])).toMatchObject({ code: 1 });
    expect(runs()).toEqual(['j/good', 'm/after-other', 'm/other']);
    // Nothing waits for ever for a task that will not succeed.
    expect((await cluster?.tool('squeue', '-h'))?.trim()).toBe('');

    graph.write('slurm/fixed', '');
    expect(await start('slurm', './submit.sh', ['--wait'])).toMatchObject({ code: 0 });
    expect(runs()).toEqual(Object.keys(edges).sort());
  },
);

testOnSlurm('a plan compiled to Slurm is submitted with the options of its jobs, graph and command line', async () => {
  graph.setJobs(
    { j: { engineOptions: { partition: 'long', qos: "it's", 'slack-minutes': '7' }, timeoutMs: 90_000 }, m: {} },
    { engineOptions: { account: 'team', partition: 'short' } },
  );
  graph.write('slurm/edges', 'j/1\t[]\t\nm/1\t[]\t\n');
  const wanted = ['--to', 'slurm', '--engine-option', 'account=own', '--out', 'slurm/compiled', 'j/1', 'm/1'];
  const compiled = await graph.run('compile', ['-q', ...wanted], { env: env('slurm') });
  expect(compiled).toMatchObject({ code: 0, stderr: '' });
  const { stdout } = await start('slurm', './submit.sh', ['--dry-run']);
  const options = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.match(/--(account|partition|qos|time)=\S+/g));
  expect(options).toEqual([
    ['--time=9', '--account=own', '--partition=long', "--qos=it\\'s"],
    ['--account=own', '--partition=short'],
  ]);
  const refused = await graph.run('compile', ['--to', 'slurm', '--engine-option', 'queue=x', 'j/1'], {
    env: env('slurm'),
  });
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('slurm refuses: it has no option queue') });
});
