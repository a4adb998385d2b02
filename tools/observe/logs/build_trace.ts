import { dirname, isAbsolute, join, relative } from 'node:path';
import { eventsFile, outcomeOf, parseEvent, Replay, type StreamEvent, type TaskState } from '../events/index.js';
import type { PartitionRef } from '../../base/model/index.js';
import { GrowingFile } from '../../base/runtime/index.js';

const LINE_FEED = 0x0a;

/** Follows, in the events of one build, the tasks that make some refs. Lines about other tasks are skipped unparsed. */
export class BuildTrace {
  readonly #refs: ReadonlySet<string>;
  readonly #file: GrowingFile;
  readonly #replay = new Replay();
  /** Texts of which a line must contain one to be relevant. */
  readonly #needles: Buffer[];
  readonly #taskIds = new Set<string>();
  /** Path of the build's folder on the machine of the build. */
  #dirThen = '';
  /** Path of the build's folder here. */
  readonly #dir: string;
  /** Paths of logs on the machine of the build, by task and attempt. */
  readonly #logs = new Map<string, string>();
  /** The beginning of a line whose end has not been read yet. */
  #begun: Buffer[] = [];

  constructor(stateDir: string, buildId: string, refs: readonly PartitionRef[]) {
    this.#refs = new Set(refs);
    const events = eventsFile(stateDir, buildId);
    this.#dir = dirname(events);
    this.#file = new GrowingFile(events);
    this.#needles = ['"dev.databuild.build.', ...refs.map((ref) => JSON.stringify(ref))].map((text) =>
      Buffer.from(text),
    );
  }

  /**
   * Reads the events since the last call.
   *
   * @throws ReadError
   */
  async update(signal: AbortSignal): Promise<void> {
    for (let chunk = await this.#file.read(); chunk.length > 0 && !signal.aborted; chunk = await this.#file.read()) {
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
        const rest = chunk.subarray(start, end);
        this.#take(this.#begun.length === 0 ? rest : Buffer.concat([...this.#begun, rest]));
        this.#begun = [];
        start = end + 1;
      }
      if (start < chunk.length) this.#begun.push(chunk.subarray(start));
    }
  }

  /** The task that makes a ref; nothing if the build has none. */
  task(ref: PartitionRef): TaskState | undefined {
    const state = this.#replay.state();
    return state.ok ? state.value.tasks.find(({ outputs }) => outputs.includes(ref)) : undefined;
  }

  /**
   * Path of the log of an attempt, by the events. If the state directory was moved, or is mounted elsewhere, it is the path
   * in the present one.
   *
   * @param attempt from 1
   * @returns nothing if the attempt has neither been queued nor started
   */
  logOf(taskId: string, attempt: number): string | undefined {
    const log = this.#logs.get(keyOf(taskId, attempt));
    if (log === undefined) return undefined;
    const inDir = relative(this.#dirThen, log);
    return inDir.startsWith('..') || isAbsolute(inDir) ? log : join(this.#dir, inDir);
  }

  /** Name of the machine that runs the build. */
  get host(): string | undefined {
    const state = this.#replay.state();
    return state.ok ? state.value.host : undefined;
  }

  /** Whether more events may follow, as far as this machine can tell. */
  live(host: string): boolean {
    const state = this.#replay.state();
    if (!state.ok) return false;
    const outcome = outcomeOf(state.value, host);
    return outcome === 'running' || outcome === 'unknown';
  }

  #take(line: Buffer): void {
    if (!this.#needles.some((needle) => line.includes(needle))) return;
    // A line that is not a valid event concerns none of the tasks.
    const parsed = parseEvent(line);
    if (!parsed.ok || parsed.value === undefined || !this.#concerns(parsed.value)) return;
    this.#replay.add(parsed.value);
    this.#note(parsed.value);
  }

  /** Remembers where the logs are. */
  #note({ type, data }: StreamEvent): void {
    if (type === 'dev.databuild.build.started.v1') this.#dirThen = dirname(data.logDir);
    if (type === 'dev.databuild.task.queued.v1' || type === 'dev.databuild.task.started.v1') {
      this.#logs.set(keyOf(data.task.id, data.attempt), data.log);
    }
  }

  #concerns(event: StreamEvent): boolean {
    if (!('task' in event.data)) return true;
    const { id } = event.data.task;
    if (event.type === 'dev.databuild.task.announced.v1' && !this.#taskIds.has(id)) {
      if (!event.data.task.outputs.some((ref) => this.#refs.has(ref))) return false;
      this.#taskIds.add(id);
      this.#needles.push(Buffer.from(JSON.stringify(id)));
    }
    return this.#taskIds.has(id);
  }
}

function keyOf(taskId: string, attempt: number): string {
  return `${taskId} ${String(attempt)}`;
}
