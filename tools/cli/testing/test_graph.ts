import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { hash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ConfigTemplate, GraphDescriptor, JobDescriptor } from '../../base/model/index.js';
import { readContext } from '../../base/runtime/index.js';
import { fakeJob, NODE_PROGRAM, templateJob } from '../../dev/testing/index.js';
import { graphOf, jobOf, KEPT_ALIVE, optionsOf, readWays, WRAPPED } from './ways.js';

/** Bazel puts the bundle into the folder above. Without Bazel, a variable can name it. */
export const BUNDLE =
  readContext().env['DATABUILD_TEST_BUNDLE'] ?? fileURLToPath(new URL('../databuild.mjs', import.meta.url));

/** The cell of the matrix that this run of the tests belongs to. */
const WAYS = readWays(readContext().env['DATABUILD_TEST_WAYS']);

const LOOKUP = `#!/bin/sh
printf '{":j":['; s=
for r in "$@"; do printf '%s"%s"' "$s" "$r"; s=,; done
printf ']}'
`;

/** `b/x` needs `a/x`. Each ref has its own run, with the ref as its argument. */
const CONFIGURE = `#!/bin/sh
echo "configuring $# refs" >&2
printf '['; s=
for r in "$@"; do
  case $r in b/*) inputs="[{\\"depType\\":\\"materialize\\",\\"ref\\":\\"a/\${r#b/}\\"}]" ;; *) inputs='[]' ;; esac
  printf '%s{"outputs":["%s"],"inputs":%s,"args":["%s"],"env":{"TZ":"UTC"}}' "$s" "$r" "$inputs" "$r"; s=,
done
printf ']'
`;

const RUN = `#!/bin/sh
mkdir -p "$(dirname "$1")"
case $1 in
*fails) echo "cannot do it" >&2; exit 3 ;;
*talks) echo beginning; echo half done; exec sleep 1000 ;;
*sleeps) echo $$ > pid; exec sleep 1000 ;;
*waits) echo $$ > pid; while ! [ -e go ]; do sleep 0.05; done; echo made > "$1" ;;
*deaf) trap 'echo told > told' TERM; echo $$ > pid; while :; do sleep 1000 & wait; done ;;
*stubborn) trap '' TERM; echo $$ > pid; while :; do sleep 1000; done ;;
*env) env > "$1" ;;
*) echo made > "$1" ;;
esac
`;

export interface Done {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: `dir` of the graph. */
  readonly cwd?: string;
  /** Closes the reader of its standard output at once. */
  readonly leave?: boolean;
  /** A program that runs the target, with its arguments. */
  readonly prefix?: readonly string[];
}

export interface TerminalOptions {
  readonly rows: number;
  readonly columns: number;
  readonly env?: RunOptions['env'];
  /** A file for standard output, which is then not a terminal. */
  readonly stdoutFile?: string;
}

export type Program = ChildProcessByStdio<Writable, Readable, Readable>;

/** The shell scripts that a graph consists of. */
export type Scripts = Readonly<Record<'lookup' | 'configure' | 'run', string>> & {
  readonly check?: string;
  readonly digest?: string;
  readonly partitions?: string;
  /** Turns an event of a trigger into refs. */
  readonly refs?: string;
};

/** Attributes of a graph that a test may set. `partitions`, and `refs` of triggers, are runfiles paths of scripts. */
export type GraphAttributes = Pick<GraphDescriptor, 'engineOptions' | 'partitions' | 'triggers' | 'workers'>;

/** A graph `//t:g` with one job `//t:j`, both shell scripts, and an empty directory to run their targets in. */
export class TestGraph {
  /** The directory in which programs are started. */
  readonly dir: string;
  /** The directory in which `bazel run` would start them. */
  readonly runDir: string;
  readonly #bundle: string;
  readonly #node: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'cli-'));
  readonly #runfiles = join(this.#folder, 'g.runfiles');
  readonly #programs: Program[] = [];

  /** Other accounts can run the targets too, if they can read the bundle and Node. */
  constructor(bundle = BUNDLE, scripts: Partial<Scripts> = {}, node = NODE_PROGRAM) {
    this.#bundle = bundle;
    this.#node = node;
    chmodSync(this.#folder, 0o755);
    this.dir = join(this.#folder, 'dir');
    mkdirSync(this.dir);
    this.runDir = join(this.#runfiles, '_main');
    mkdirSync(this.runDir, { recursive: true });
    this.setScripts({ lookup: LOOKUP, configure: CONFIGURE, run: RUN, ...scripts });
    this.setJob({});
  }

  /** Changes the code of executables, as editing and rebuilding them would. */
  setScripts(scripts: Partial<Scripts>): void {
    for (const [name, text] of Object.entries(scripts)) {
      const path = join(this.#runfiles, '_main', name);
      const isWrapped = WRAPPED.has(name) && (WAYS.has('workers') || WAYS.has('batches'));
      writeFileSync(isWrapped ? `${path}.script` : path, text, { mode: 0o755 });
      if (isWrapped) writeFileSync(path, KEPT_ALIVE, { mode: 0o755 });
      writeFileSync(join(this.#runfiles, '_main', `${name}.digest`), `${hash('sha256', text)}\n`);
    }
  }

  /** Changes the version of the job, as editing its BUILD file would. */
  setVersion(version: string): void {
    this.setJob({ version });
  }

  /** Changes attributes of the job, and of the graph. Those that are left out get their initial values. */
  setJob(attributes: Partial<JobDescriptor>, ofGraph: GraphAttributes = {}): void {
    const lookup = '_main/lookup';
    const ways = { ...graphOf(WAYS, lookup), ...ofGraph };
    this.#describe([programJob('j', attributes)], { lookup, lookupDigest: `${lookup}.digest`, ...ways });
  }

  /** Makes it a graph of jobs `//t:<name>`, which have the same programs. */
  setJobs(jobs: Readonly<Record<string, Partial<JobDescriptor>>>, ofGraph: GraphAttributes = {}): void {
    const described = Object.entries(jobs).map(([name, attributes]) => programJob(name, attributes));
    const lookup = '_main/lookup';
    const ways = { ...graphOf(WAYS, lookup), ...ofGraph };
    this.#describe(described, { lookup, lookupDigest: `${lookup}.digest`, ...ways });
  }

  /** Writes a file, and the directories that it needs. @param path relative to `dir` */
  write(path: string, text: string): void {
    const file = join(this.dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Writes a program that starts a target, where the launchers of an archive are. */
  writeLauncher(command: string): void {
    const words = this.#line(command, []).map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
    const script = `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`;
    writeFileSync(join(this.#folder, `g.${command}`), script, { mode: 0o755 });
  }

  /** Makes it a graph of jobs `//t:<name>` that have patterns and templates. No program but `run` is part of it. */
  setTemplates(
    jobs: Readonly<Record<string, Partial<ConfigTemplate> & { readonly makes: readonly string[] }>>,
    ofGraph: Pick<GraphAttributes, 'partitions'> = {},
  ): void {
    const described = Object.entries(jobs).map(([name, { makes, ...template }]): JobDescriptor => ({
      ...templateJob(name, makes, template),
      label: `//t:${name}`,
      run: '_main/run',
      runDigest: '_main/run.digest',
      ...jobOf(WAYS, {}),
    }));
    this.#describe(described, ofGraph);
  }

  /** Gives the graph another label. */
  setLabel(label: string): void {
    const file = join(this.#runfiles, 'graph.json');
    const graph = JSON.parse(readFileSync(file, 'utf8')) as GraphDescriptor;
    writeFileSync(file, JSON.stringify({ ...graph, label }));
  }

  /** Writes the descriptors of the graph and of its first job. */
  #describe(
    jobs: readonly JobDescriptor[],
    ofGraph: GraphAttributes & Pick<GraphDescriptor, 'lookup' | 'lookupDigest'>,
  ): void {
    const shared = { schemaVersion: 1, package: 't' };
    const [job] = jobs;
    const graph = { ...shared, kind: 'graph', label: '//t:g', ...ofGraph, jobs };
    writeFileSync(join(this.#runfiles, 'graph.json'), JSON.stringify(graph));
    writeFileSync(join(this.#runfiles, 'job.json'), JSON.stringify({ ...shared, kind: 'job', label: job?.label, job }));
  }

  /**
   * Starts a target as its launcher does.
   *
   * @param prefix a program that runs the target, with its arguments
   * @param cwd the current directory of the program
   */
  start(
    command: string,
    args: readonly string[],
    env: RunOptions['env'] = {},
    prefix: readonly string[] = [],
    cwd = this.dir,
  ): Program {
    const [first, ...rest] = this.#line(command, args);
    const [program = first, ...words] = prefix;
    return this.#spawn([program, ...words, ...(prefix.length === 0 ? [] : [first]), ...rest], env, cwd);
  }

  /** Starts a target on a terminal, which is its standard input, output and error. */
  startOnTerminal(
    command: string,
    args: readonly string[],
    { rows, columns, env, stdoutFile }: TerminalOptions,
  ): Program {
    const quoted = this.#line(command, args).map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
    const script = `stty rows ${String(rows)} cols ${String(columns)}; exec ${quoted.join(' ')}${stdoutFile === undefined ? '' : ` > '${stdoutFile}'`}`;
    return this.#spawn(['script', '-qec', script, '/dev/null'], { TERM: 'xterm', SHELL: '/bin/sh', ...env });
  }

  #line(command: string, args: readonly string[]): readonly [string, ...string[]] {
    const descriptor = join(this.#runfiles, command.startsWith('job-') ? 'job.json' : 'graph.json');
    const node = [this.#node, '--disable-warning=ExperimentalWarning'] as const;
    return [...node, this.#bundle, command, this.#runfiles, descriptor, ...optionsOf(WAYS, command), ...args];
  }

  #spawn([file, ...args]: readonly [string, ...string[]], env: RunOptions['env'] = {}, cwd = this.dir): Program {
    const child = spawn(file, args, {
      cwd,
      env: { PATH: '/usr/bin:/bin', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#programs.push(child);
    return child;
  }

  /** Starts a target and waits for its end. */
  async run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Done> {
    const child = this.start(command, args, options.env, options.prefix, options.cwd);
    if (options.leave === true) child.stdout.destroy();
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin ?? '');
    return end(child);
  }

  /** Kills all running programs and removes all files. */
  async remove(): Promise<void> {
    for (const program of this.#programs) program.kill('SIGKILL');
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A job whose programs are scripts. */
function programJob(name: string, attributes: Partial<JobDescriptor>): JobDescriptor {
  return fakeJob(name, {
    label: `//t:${name}`,
    configure: '_main/configure',
    run: '_main/run',
    configureDigest: '_main/configure.digest',
    runDigest: '_main/run.digest',
    version: '1.0.0',
    ...jobOf(WAYS, { configure: '_main/configure' }),
    ...attributes,
  });
}

/** Collects a program's output until it ends. */
export async function end(child: Program): Promise<Done> {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}
