import { err, ok, type Result } from '../../base/model/index.js';
import type { Capture } from '../../base/runtime/index.js';
import type { EngineFailure } from '../engine.js';
import { locateProgram } from '../locate_program.js';
import { isGoingToSleep, refusalOf } from './refusals.js';

/** How to call the programs of Slurm. */
export interface ToolOptions {
  /** Runs a program to its end. */
  readonly capture: Capture;
  /** Their environment: `PATH`, `SLURM_CONF` and others. */
  readonly env: Readonly<Record<string, string>>;
  /** An existing folder to call them in. */
  readonly cwd: string;
  /** A controller that restarts answers late; one call takes at most this long. */
  readonly timeoutMs: number;
}

/** What a call of a tool is given. */
export interface ToolCall {
  readonly args: readonly string[];
  readonly stdin?: string;
  /** Variables in addition to those of all tools. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A line of `squeue` has about 100 bytes, and a cluster at most a few million jobs. */
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

/** Variables that change what a program does although its arguments say nothing about it: filters, questions, other clusters, waiting. */
const MISLEADING = /^(SQUEUE|SCANCEL|SCONTROL)_|^SBATCH_(CLUSTERS|WAIT)$/;

/**
 * Runs a program of Slurm.
 *
 * @param name such as `sbatch`, which is ended when it sleeps because it was refused for now: this is `engine-full`
 * @returns what it printed
 */
export async function callTool(
  name: string,
  { args, stdin, env }: ToolCall,
  options: ToolOptions,
): Promise<Result<string, EngineFailure>> {
  const file = await locateProgram(name, options.env['PATH'] ?? '');
  if (file === undefined) return err({ reason: 'engine-missing', engine: 'slurm', program: name });
  const { capture, cwd, timeoutMs } = options;
  const asleep = new AbortController();
  let lastWords = '';
  const outcome = await capture({
    file,
    args,
    env: withoutMisleading({ ...options.env, ...env }),
    cwd,
    timeoutMs,
    maxStdoutBytes: MAX_OUTPUT_BYTES,
    ...(stdin !== undefined && { stdin }),
    signal: asleep.signal,
    onStderrLine: (line) => {
      if (!isGoingToSleep(line)) return;
      lastWords = line;
      asleep.abort();
    },
  });
  const failed = (reason: 'engine-full' | 'engine-unreachable' | 'engine-refused', said: string) =>
    err({ reason, engine: 'slurm', detail: said.startsWith(`${name}: `) ? said : `${name}: ${said}` } as const);
  if (outcome.kind === 'aborted') return failed('engine-full', lastWords);
  const said = 'stderrTail' in outcome ? outcome.stderrTail.trim() : '';
  const refusal = refusalOf(said);
  if (outcome.kind !== 'exited') return failed('engine-unreachable', said === '' ? outcome.kind : said);
  // `squeue` of some versions says that it has no answer, and exits with 0.
  if (outcome.code === 0 && !said.includes('slurm_load_jobs error')) return ok(outcome.stdout.toString());
  if (refusal === 'unreachable') return failed('engine-unreachable', said);
  const detail = said === '' ? `exit code ${String(outcome.code)}` : said;
  return failed(refusal === 'full' ? 'engine-full' : 'engine-refused', detail);
}

function withoutMisleading(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !MISLEADING.test(name)));
}
