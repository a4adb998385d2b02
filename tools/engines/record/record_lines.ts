import { isObject, type ProcessMark } from '../../base/model/index.js';

/** Version of the format of a record. Its lines are JSON objects, the first one a `RecordHeader`. */
export const RECORD_FORMAT_VERSION = 1;

/** Whose record it is. */
export interface RecordHeader {
  readonly formatVersion: typeof RECORD_FORMAT_VERSION;
  /** The driver that writes it; absent if nobody writes it any more. */
  readonly process?: ProcessMark;
}

/** Attempts that may be submitted from now on. */
export interface BatchLine {
  /** Id of their batch. */
  readonly batch: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** For each attempt, the basis of each of its tasks: see `basisOf`. */
  readonly attempts: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Attempts that were asked to end. Their results do not count. */
export interface CancelledLine {
  readonly cancelled: readonly string[];
}

/** Attempts that are over: what counts of them is in the catalog. They may be in the record of another driver. */
export interface DoneLine {
  readonly done: readonly string[];
}

/** The driver has ended, and all its attempts have, except these. What they made is in the catalog. */
export interface ClosedLine {
  readonly closed: readonly string[];
}

export type RecordLine = RecordHeader | BatchLine | CancelledLine | DoneLine | ClosedLine;

export function recordText(lines: readonly RecordLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** @returns undefined for a line that is none; only this program writes records, so that what is in a line is trusted */
export function readRecordLine(text: string): RecordLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? (value as unknown as RecordLine) : undefined;
  } catch {
    return undefined;
  }
}
