import { spawn, type SpawnOptions } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Plan } from '../../base/model/index.js';
import { environment, writeFolder } from '../../base/runtime/index.js';
import { MARK } from '../compile.js';
import { compileFor, type Overrides } from './sample.js';

/**
 * Takes the place of `:g.task`. It writes down the ids of its tasks when it starts and when it ends. What it does in
 * between is in the file `behaviour`, which is a shell script.
 */
const TASK = `#!/bin/sh
folder=\${0%/*}
while [ $# -gt 0 ]; do
  case $1 in
  --plan | --catalog | --build-id | --attempt | --result-dir | --attempt-id | --pass-env) shift 2 ;;
  *) break ;;
  esac
done
echo "start $*" >> "$folder/log"
. "$folder/behaviour"
echo "end $*" >> "$folder/log"
`;

export interface Done {
  readonly code: number | null;
  readonly output: string;
}

/** A compiled plan in a folder of its own, whose tasks do what a test says. */
export class Rig {
  readonly dir = mkdtempSync(join(tmpdir(), "compile'd $x -"));
  readonly folder = join(this.dir, 'compiled here');
  readonly task = join(this.dir, 'task');

  constructor() {
    writeFileSync(this.task, TASK, { mode: 0o755 });
    writeFileSync(join(this.dir, 'log'), '');
    this.setBehaviour('');
  }

  /** @param script commands of a shell; `$*` are the ids of the tasks */
  setBehaviour(script: string): void {
    writeFileSync(join(this.dir, 'behaviour'), script);
  }

  async compile(target: string, plan: Plan, overrides: Overrides = {}): Promise<void> {
    const compiled = await compileFor(target, plan, {
      ...overrides,
      settings: { task: this.task, ...overrides.settings },
    });
    if (!compiled.ok) throw new Error(compiled.error.reason);
    const signal = new AbortController().signal;
    const written = await writeFolder(this.folder, compiled.value.files, { marker: MARK, signal });
    if (!written.ok) throw new Error(`${written.error.reason} ${written.error.path}`);
  }

  /** Runs a program in the compiled folder. */
  async run(file: string, args: readonly string[] = [], options: SpawnOptions = {}): Promise<Done> {
    // Snakemake writes into the home directory.
    const env = { ...environment(), HOME: this.dir, XDG_CACHE_HOME: join(this.dir, 'cache') };
    const child = spawn(file, args, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const ended = new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
    const output = await Promise.all(
      [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : Promise.resolve(''))),
    );
    return { code: await ended, output: output.join('') };
  }

  /** What the tasks have written down, and forgets it. */
  takeLog(): string[] {
    const log = readFileSync(join(this.dir, 'log'), 'utf8').split('\n').slice(0, -1);
    writeFileSync(join(this.dir, 'log'), '');
    return log;
  }

  remove(): Promise<void> {
    return rm(this.dir, { recursive: true, force: true });
  }
}
