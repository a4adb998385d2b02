import { dirname, isAbsolute, join, relative } from 'node:path';
import { eventsFile, outcomeOf, parseEvent, Replay, type StreamEvent, type TaskState } from '../events/index.js';
import type { PartitionRef } from '../../base/model/index.js';
import { GrowingFile } from '../../base/runtime/index.js';

const LINE_FEED = 0x0a;

/** What the events of one build say of the tasks that make some refs. Other tasks cost no more than a look at their lines. */
export class BuildTrace {
  readonly #refs: ReadonlySet<string>;
  readonly #file: GrowingFile;
  readonly #replay = new Replay();
  /** Texts without which a line is of no interest. */
  readonly #needles: Buffer[];
  readonly #taskIds = new Set<string>();
  /** The folder of the build, as it was called where the build ran. */
  #dirThen = '';
  /** The folder of the build, as it is called here. */
  readonly #dir: string;
  /** Paths of logs, as they were called where the build ran, by task and attempt. */
  readonly #logs = new Map<string, string>();
  /** The beginning of a line whose end has not come. */
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
   * Reads what the build has said since the last time.
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

  /** The task that makes a ref; nothing where the build has none. */
  task(ref: PartitionRef): TaskState | undefined {
    const state = this.#replay.state();
    return state.ok ? state.value.tasks.find(({ outputs }) => outputs.includes(ref)) : undefined;
  }

  /**
   * Where the log of an attempt is, by the events. In a state directory that was moved, or is mounted elsewhere, logs are
   * looked for where it is now.
   *
   * @param attempt from 1
   * @returns nothing where the attempt has neither been queued nor started
   */
  logOf(taskId: string, attempt: number): string | undefined {
    const log = this.#logs.get(keyOf(taskId, attempt));
    if (log === undefined) return undefined;
    const inDir = relative(this.#dirThen, log);
    return inDir.startsWith('..') || isAbsolute(inDir) ? log : join(this.#dir, inDir);
  }

  /** Name of the machine that the build is on. */
  get host(): string | undefined {
    const state = this.#replay.state();
    return state.ok ? state.value.host : undefined;
  }

  /** Whether the build may still say something, as far as can be told from this machine. */
  live(host: string): boolean {
    const state = this.#replay.state();
    if (!state.ok) return false;
    const outcome = outcomeOf(state.value, host);
    return outcome === 'running' || outcome === 'unknown';
  }

  #take(line: Buffer): void {
    if (!this.#needles.some((needle) => line.includes(needle))) return;
    // A line that is no event is none of those that are looked for.
    const parsed = parseEvent(line);
    if (!parsed.ok || parsed.value === undefined || !this.#concerns(parsed.value)) return;
    this.#replay.add(parsed.value);
    this.#note(parsed.value);
  }

  /** Keeps where the logs are. */
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
