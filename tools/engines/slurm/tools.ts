import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { err, ok, type Result } from '../../base/model/index.js';
import type { Capture } from '../../base/runtime/index.js';
import type { EngineFailure } from '../engine.js';

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

/** What Slurm writes when it is asked for more than fits now. */
const FULL =
  /MaxJobCount|max(imum)? (job|submit)|SubmitLimit|MaxSubmitJob|Job violates accounting\/QOS policy|temporarily unable to accept|Resource temporarily unavailable/i;

/** What it writes when it does not answer, or not in time. */
const UNREACHABLE =
  /Unable to contact slurm controller|Socket timed out|Connection refused|Connection reset|Zero Bytes were transmitted|Communication|in standby|Unable to establish (controller|configuration)|Insane message|Authentication|Munge/i;

/**
 * Runs a program of Slurm.
 *
 * @param name such as `sbatch`
 * @returns what it printed
 */
export async function callTool(
  name: string,
  { args, stdin, env }: ToolCall,
  options: ToolOptions,
): Promise<Result<string, EngineFailure>> {
  const file = await locate(name, options.env['PATH'] ?? '');
  if (file === undefined) return err({ reason: 'engine-missing', engine: 'slurm', program: name });
  const { capture, cwd, timeoutMs } = options;
  const outcome = await capture({
    file,
    args,
    env: { ...options.env, ...env },
    cwd,
    timeoutMs,
    maxStdoutBytes: MAX_OUTPUT_BYTES,
    ...(stdin !== undefined && { stdin }),
  });
  if (outcome.kind === 'exited' && outcome.code === 0) return ok(outcome.stdout.toString());
  const said = 'stderrTail' in outcome ? outcome.stderrTail.trim() : '';
  const detail = `${name}: ${said === '' ? outcome.kind : said}`;
  if (outcome.kind !== 'exited' || UNREACHABLE.test(said)) {
    return err({ reason: 'engine-unreachable', engine: 'slurm', detail });
  }
  return err({ reason: FULL.test(said) ? 'engine-full' : 'engine-refused', engine: 'slurm', detail });
}

async function locate(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    if (!folder.startsWith('/')) continue;
    const file = join(folder, name);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      // It is in another folder, or nowhere.
    }
  }
  return undefined;
}
