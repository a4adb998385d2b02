import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CatalogLocation } from '../open.js';

/** What a process must do with a catalog. `name` identifies the process. */
export type WorkerTask = { readonly location: CatalogLocation; readonly name: string } & (
  | { readonly kind: 'record'; readonly rounds: number }
  | { readonly kind: 'build' | 'hold'; readonly refs: readonly string[]; readonly ttlMs: number }
);

export interface Worker {
  /** The lines that it has printed so far. */
  readonly lines: readonly string[];
  /** Resolves when it has printed `count` lines. */
  readonly printed: (count: number) => Promise<void>;
  /** Resolves when it has ended; rejects with its standard error if it failed. */
  readonly ended: Promise<void>;
  /** Sends SIGKILL. Resolves when the process is gone and all its output has been read. */
  readonly kill: () => Promise<void>;
}

/** Starts a process from the sources of this folder. */
export function startWorker(task: WorkerTask): Worker {
  const here = dirname(fileURLToPath(import.meta.url));
  const args = ['--import', join(here, 'ts_sources.ts'), join(here, 'worker.ts'), JSON.stringify(task)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const wake of waiting) wake();
  });
  const ended = endOf(child);
  // A test that kills the process ignores how it ended.
  ended.catch(() => undefined);

  const printed = (count: number): Promise<void> =>
    Promise.race([
      ended.then(() => {
        if (lines.length < count) throw new Error(`it printed only ${String(lines.length)} lines`);
      }),
      new Promise<void>((resolve) => {
        const wake = (): void => {
          if (lines.length >= count) resolve();
        };
        waiting.add(wake);
        wake();
      }),
    ]);

  return {
    lines,
    printed,
    ended,
    kill: async () => {
      child.kill('SIGKILL');
      await ended.catch(() => undefined);
    },
  };
}

async function endOf(child: ChildProcess): Promise<void> {
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code !== 0) throw new Error(`the worker ended with ${String(code ?? signal)}:\n${errors}`);
}
