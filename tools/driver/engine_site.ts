import type { Engine } from '../engines/index.js';
import type { Site, TaskCommand } from './site.js';

/** What runs tasks elsewhere. */
export type EngineName = 'slurm' | 'kubernetes';

/** Where tasks can run: as processes of this machine, or by an engine. */
export type WhereName = 'local' | EngineName;

/** What an engine is prepared with. */
export interface EngineSite {
  readonly site: Site;
  readonly tasks: TaskCommand;
  /** The folder of the engine, in the state directory. */
  readonly dir: string;
  readonly graceMs: number;
  readonly options: ReadonlyMap<string, string>;
}

/** An engine, and what of it the executor has to know. */
export interface PreparedEngine {
  readonly engine: Engine;
  readonly lostAfterMs: number;
  /** All variables of the task program. */
  readonly env: Readonly<Record<string, string>>;
}
