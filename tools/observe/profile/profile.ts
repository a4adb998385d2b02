import type { ExecEvent, TaskEvent, TaskName, Work } from '../../exec/index.js';
import { Lanes } from './lanes.js';
import { lastChain, type Span } from './last_chain.js';
import type { TraceEvent, TraceFile } from './trace_file.js';

/** The groups of rows of a profile, by the process id that the format wants. */
const PHASES = 1;
const CALLS = 2;
const TASKS = 3;
const CHAIN = 4;

const GROUPS = [
  [PHASES, 'phases'],
  [CALLS, 'calls of lookup and configure'],
  [TASKS, 'tasks'],
  [CHAIN, 'the chain that the end waited for'],
] as const;

export interface ProfileOptions {
  readonly file: TraceFile;
  /** Milliseconds since an arbitrary moment, with fractions. */
  readonly elapsed: () => number;
  /** Masks secrets in labels and refs. */
  readonly mask?: ((text: string) => string) | undefined;
}

/** Something that began and has not ended. */
interface Begun {
  readonly start: number;
  readonly lane: number;
}

/** An attempt that has started and not ended. */
interface RunningAttempt {
  readonly lane: number;
  /** Where the next of its tasks begins: those of a batch are shown one after the other. */
  start: number;
  /** How many of its tasks have not ended. */
  tasks: number;
}

/**
 * Writes down where the time of a command went, for a trace viewer: its phases, each call of a program, the tasks by slot,
 * and the chain of tasks that the end of the build waited for.
 */
export class Profile {
  readonly #file: TraceFile;
  readonly #elapsed: () => number;
  readonly #mask: (text: string) => string;
  readonly #origin: number;
  readonly #calls = new Lanes();
  readonly #slots = new Lanes();
  #phase: { readonly name: string; readonly start: number; readonly args: TraceEvent['args'] } | undefined;

  constructor({ file, elapsed, mask = (text) => text }: ProfileOptions) {
    this.#file = file;
    this.#elapsed = elapsed;
    this.#mask = mask;
    this.#origin = elapsed();
    for (const [pid, name] of GROUPS) {
      file.add({ ph: 'M', name: 'process_name', pid, tid: 0, args: { name } });
      file.add({ ph: 'M', name: 'process_sort_index', pid, tid: 0, args: { sort_index: pid } });
    }
  }

  /** Begins a phase, and ends the one before. */
  readonly phase = (name: string, args?: TraceEvent['args']): void => {
    this.endPhase();
    this.#phase = { name, start: this.#elapsed(), args };
  };

  readonly endPhase = (): void => {
    if (this.#phase === undefined) return;
    const { name, start, args } = this.#phase;
    this.#add(PHASES, 0, name, { start, end: this.#elapsed() }, args);
    this.#phase = undefined;
  };

  /** A call of a program begins. @returns what to call at its end, with its result */
  readonly call = (what: string, label: string, refs: number): ((result: string) => void) => {
    const { start, lane } = this.#begin(this.#calls);
    return (result) => {
      this.#calls.free(lane);
      this.#add(CALLS, lane, `${what} ${label}`, { start, end: this.#elapsed() }, { refs, result });
    };
  };

  /** @returns what to call with each event of a build that runs this work */
  readonly build = ({ tasks }: Work): ((event: ExecEvent) => void) => {
    const running = new Map<string, RunningAttempt>();
    /** By their logs. */
    const batches = new Map<string, RunningAttempt>();
    /** When each task was built. */
    const built = new Map<string, Span>();
    const end = (task: TaskName, durationMs: number | undefined, result: string): void => {
      const begun = running.get(task.id);
      if (begun === undefined) return;
      running.delete(task.id);
      const { start, lane } = begun;
      const span = { start, end: durationMs === undefined ? this.#elapsed() : start + durationMs };
      begun.start = span.end;
      if (--begun.tasks === 0) this.#slots.free(lane);
      if (result === 'built') built.set(task.id, span);
      this.#add(TASKS, lane, titleOf(task.job, task.outputs), span, { task: task.id, result });
    };
    const onTask = (event: TaskEvent): void => {
      switch (event.event) {
        case 'started': {
          const { task, batch, log } = event;
          const attempt = batches.get(log) ?? { ...this.#begin(this.#slots), tasks: 0 };
          attempt.tasks++;
          if (batch !== undefined) batches.set(log, attempt);
          running.set(task.id, attempt);
          break;
        }
        case 'finished':
          end(event.task, event.durationMs, 'built');
          break;
        case 'retrying':
        case 'failed':
          end(event.task, event.durationMs, event.problem.reason);
          break;
        case 'aborted':
          end(event.task, undefined, 'aborted');
          break;
        default:
          break;
      }
    };
    return (event) => {
      if (event.type === 'task') onTask(event);
      else if (event.event === 'started') this.phase('run', { tasks: event.tasks });
      else if (event.event === 'finished') {
        this.endPhase();
        for (const { id, job, config } of lastChain(tasks, built)) {
          const span = built.get(id);
          if (span !== undefined) this.#add(CHAIN, 0, titleOf(job, config.outputs), span, { task: id });
        }
      }
    };
  };

  /** @returns the code of the error that kept the file from being complete */
  close(): Promise<string | undefined> {
    this.endPhase();
    return this.#file.close();
  }

  #begin(lanes: Lanes): Begun {
    return { start: this.#elapsed(), lane: lanes.take() };
  }

  /** @param span in milliseconds of the clock */
  #add(pid: number, tid: number, name: string, { start, end }: Span, args?: TraceEvent['args']): void {
    const ts = Math.round((start - this.#origin) * 1000);
    const dur = Math.round((end - start) * 1000);
    this.#file.add({ ph: 'X', name: this.#mask(name), pid, tid, ts, dur, ...(args !== undefined && { args }) });
  }
}

/** The job, and the first of what it makes. */
function titleOf(job: string, outputs: readonly string[]): string {
  const [first = '', ...more] = outputs;
  return more.length === 0 ? `${first} (${job})` : `${first} and ${String(more.length)} more (${job})`;
}
