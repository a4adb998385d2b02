import type { ProcessMark } from '../../base/model/index.js';
import type { GrowingFile } from '../../base/runtime/index.js';
import { readRecordLine, type RecordLine } from './record_lines.js';

/** An attempt that another driver has submitted, or was about to submit. */
export interface RecordedAttempt {
  readonly id: string;
  /** Id of its batch. */
  readonly batch: string;
  /** When it was recorded, in milliseconds since the epoch. */
  readonly time: number;
  /** The basis of each of its tasks, by id. */
  readonly tasks: ReadonlyMap<string, string>;
  readonly record: OtherRecord;
}

/** The record of another driver, which may still append to it. */
export class OtherRecord {
  readonly attempts = new Map<string, RecordedAttempt>();
  readonly cancelled = new Set<string>();
  /** Ids of attempts that are over, whichever driver has submitted them. */
  readonly done = new Set<string>();
  /** The driver; absent if nobody writes the record any more. */
  process: ProcessMark | undefined;
  /** The attempts that may go on although their driver has finished; undefined as long as it has not. */
  closed: ReadonlySet<string> | undefined;
  readonly #file: GrowingFile;
  /** The beginning of a line that is not complete yet. */
  #rest: Buffer = Buffer.alloc(0);

  constructor(file: GrowingFile) {
    this.#file = file;
  }

  /** Reads on. A last line that is cut off does not count. @returns the attempts that were read */
  async read(): Promise<RecordedAttempt[]> {
    const pieces = [this.#rest];
    for (let piece = await this.#file.read(); piece.length > 0; piece = await this.#file.read()) pieces.push(piece);
    if (pieces.length === 1) return [];
    const bytes = Buffer.concat(pieces);
    const end = bytes.lastIndexOf('\n') + 1;
    this.#rest = bytes.subarray(end);
    const lines = bytes.toString('utf8', 0, end).split('\n');
    return lines.flatMap((line) => {
      const read = readRecordLine(line);
      return read === undefined ? [] : this.#learn(read);
    });
  }

  #learn(line: RecordLine): RecordedAttempt[] {
    if ('batch' in line) {
      const { batch, time } = line;
      return Object.entries(line.attempts).map(([id, tasks]) => {
        const attempt = { id, batch, time, tasks: new Map(Object.entries(tasks)), record: this };
        this.attempts.set(id, attempt);
        return attempt;
      });
    }
    if ('cancelled' in line) for (const id of line.cancelled) this.cancelled.add(id);
    else if ('done' in line) for (const id of line.done) this.done.add(id);
    else if ('closed' in line) {
      this.closed = new Set(line.closed);
      // Their results do not count any more, and they may run.
      for (const id of line.closed) this.done.delete(id);
    } else this.process = line.process;
    return [];
  }
}
