/** Answers of the API that pages show. Times are milliseconds since the epoch. */

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

export interface Graph {
  readonly label: string;
  /** Digest, or `embedded`. */
  readonly deployment: string;
  readonly jobs: readonly string[];
  readonly triggers: readonly string[];
}

export interface Build {
  readonly id: string;
  readonly graph: string;
  readonly host: string;
  readonly outcome: 'unfinished' | 'succeeded' | 'failed' | 'cancelled' | 'interrupted';
  readonly startedAt: number;
  readonly durationMs?: number;
  readonly stopping?: string;
  readonly tasks: number;
  readonly counts: Readonly<Record<string, number>>;
}
