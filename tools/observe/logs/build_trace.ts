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
  /** The beginning of a line whose end has not come. */
  #begun: Buffer[] = [];

  constructor(stateDir: string, buildId: string, refs: readonly PartitionRef[]) {
    this.#refs = new Set(refs);
    this.#file = new GrowingFile(eventsFile(stateDir, buildId));
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
    if (parsed.ok && parsed.value !== undefined && this.#concerns(parsed.value)) this.#replay.add(parsed.value);
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
