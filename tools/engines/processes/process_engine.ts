import { spawn } from 'node:child_process';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type ProcessMark } from '../../base/model/index.js';
import { processMark, processState } from '../../base/runtime/index.js';
import type { Engine, EngineAttempt, EngineBatch, Observation } from '../engine.js';
import { readLogFrom } from '../read_log.js';

export interface ProcessEngineOptions {
  /** The folder in which it remembers what it has started. */
  readonly dir: string;
  /** How many attempts it runs at the same time. */
  readonly inFlight: number;
}

/** The file of what was started: a line for each attempt. */
const STARTED = 'processes.jsonl';

/**
 * Runs every attempt as a process of this machine that outlives the driver. It is the smallest engine there is, and the one to
 * read before writing another: builds on one machine run faster without an engine.
 */
export function processEngine({ dir, inFlight }: ProcessEngineOptions): Engine {
  const remembered = new Map<string, ProcessMark>();
  const remember = async (): Promise<void> => {
    const text = await readFile(join(dir, STARTED), 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const { id, mark } = JSON.parse(line) as { readonly id: string; readonly mark: ProcessMark };
      remembered.set(id, mark);
    }
  };
  return {
    name: 'processes',
    limits: async () => {
      await mkdir(dir, { recursive: true });
      await remember();
      return ok({ inFlight, batch: inFlight, resources: new Map([['cpu', inFlight]]), sharesFiles: true });
    },
    submit: async (batch) => {
      for (const attempt of batch.attempts) {
        if (remembered.has(attempt.id)) continue;
        const mark = await start(batch, attempt);
        remembered.set(attempt.id, mark);
        await appendFile(join(dir, STARTED), `${JSON.stringify({ id: attempt.id, mark })}\n`);
      }
      return { accepted: batch.attempts.map(({ id }) => id) };
    },
    observe: (ids) =>
      Promise.resolve(
        ok(
          new Map(
            ids.flatMap((id) => {
              const mark = remembered.get(id);
              return mark === undefined ? [] : [[id, observationOf(mark)] as const];
            }),
          ),
        ),
      ),
    cancel: (ids) => {
      for (const id of ids) {
        const mark = remembered.get(id);
        if (mark !== undefined && processState(mark) === 'lives') process.kill(mark.pid, 'SIGTERM');
      }
      return Promise.resolve();
    },
    log: readLogFrom,
    close: () => Promise.resolve(),
  };
}

async function start({ folder, command, env }: EngineBatch, { id, line }: EngineAttempt): Promise<ProcessMark> {
  const file = join(folder, `processes-${id}`);
  await writeFile(file, line);
  const [program = '', ...args] = command;
  const child = spawn(program, [...args, file], { env, detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
  // A process that could not be started is one that is gone.
  return child.pid === undefined ? { pid: 2 ** 22 } : processMark(child.pid);
}

function observationOf(mark: ProcessMark): Observation {
  switch (processState(mark)) {
    case 'lives':
      return { state: 'running' };
    case 'gone':
      return { state: 'gone' };
    case 'unknown':
      return { state: 'unknown' };
  }
}
