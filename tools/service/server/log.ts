import type { Clock } from '../../base/runtime/index.js';

/** Fields of a line of the log, besides its time, its level and its message. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes the log of the service. */
export interface Log {
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
  readonly error: (message: string, fields?: LogFields) => void;
}

/** A log of JSON Lines: `time` (RFC 3339), `level`, `message`, and what else there is to say. */
export function jsonLog(write: (line: string) => void, { now }: Pick<Clock, 'now'>): Log {
  const line =
    (level: string) =>
    (message: string, fields: LogFields = {}): void => {
      write(JSON.stringify({ time: new Date(now()).toISOString(), level, message, ...fields }));
    };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}
