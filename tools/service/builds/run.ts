import type { ProcessMark } from '../../base/model/index.js';
import type { SqlRow } from '../../catalog/index.js';
import type { RunOutcome } from './run_end.js';

/** A build as the service started it: one process that executes one plan. */
export interface Run {
  readonly id: string;
  readonly request: string;
  readonly graph: string;
  readonly deployment: string;
  /** `starting`: its process has not begun. */
  readonly state: 'starting' | 'running' | RunOutcome;
  readonly replica: string;
  /** The machine of its process and its files. */
  readonly host: string;
  /** Its files; absolute. */
  readonly directory: string;
  readonly process?: ProcessMark;
  /** Id of the build in events and in the catalog. */
  readonly build?: string;
  /** Milliseconds since the epoch, as all times. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Absent if nobody saw the process end. */
  readonly exitCode?: number;
  readonly signal?: string;
  /** The last lines that it printed for people. */
  readonly stderrTail?: string;
}

/** How many signals that cancel a run were begun, and how many of them were sent for certain. */
export interface SignalsOfRun {
  readonly begun: number;
  readonly sent: number;
}

export interface RunRow extends SqlRow {
  readonly id: string;
  readonly request_id: string;
  readonly graph: string;
  readonly deployment: string;
  readonly state: string;
  readonly replica: string;
  readonly host: string;
  readonly directory: string;
  readonly mark: string | null;
  readonly build_id: string | null;
  readonly signals_begun: number;
  readonly signals_sent: number;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly stderr_tail: string | null;
}

export function runOf(row: RunRow): Run {
  return {
    id: row.id,
    request: row.request_id,
    graph: row.graph,
    deployment: row.deployment,
    state: row.state as Run['state'],
    replica: row.replica,
    host: row.host,
    directory: row.directory,
    startedAt: row.started_at,
    ...(row.mark !== null && { process: JSON.parse(row.mark) as ProcessMark }),
    ...(row.build_id !== null && { build: row.build_id }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    ...(row.exit_code !== null && { exitCode: row.exit_code }),
    ...(row.signal !== null && { signal: row.signal }),
    ...(row.stderr_tail !== null && { stderrTail: row.stderr_tail }),
  };
}
