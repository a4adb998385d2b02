import type { GraphDescriptor, SingleJobDescriptor } from '../base/model/index.js';
import type { Secrets } from '../base/secrets/index.js';

/** What the rules wrote of a target: a graph, or one job alone. */
export type Descriptor = GraphDescriptor | SingleJobDescriptor;

/** A built target and where it works: all that the driver knows of its surroundings. */
export interface Site<D extends Descriptor = Descriptor> {
  readonly descriptor: D;
  /** Where the programs of its jobs lie. */
  readonly runfilesDir: string;
  /** Absolute path. Catalog, events and logs. */
  readonly stateDir: string;
  /** Absolute path. Working directory of every task. */
  readonly dataDir: string;
  /** Address of a catalog that machines share; left out: the catalog in the state directory. */
  readonly catalogUrl?: string | undefined;
  /** The fixed environment of every program that is started: lookup, configure, run and check. */
  readonly env: Readonly<Record<string, string>>;
  /** Name of this machine. */
  readonly host: string;
  /** Values that no manifest, event or message shows. */
  readonly secrets?: Secrets | undefined;
  /** How lookup and configure are called. */
  readonly calls: CallSettings;
}

export type GraphSite = Site<GraphDescriptor>;
export type JobSite = Site<SingleJobDescriptor>;

export interface CallSettings {
  /** One call that takes longer is ended. */
  readonly timeoutMs: number;
  /** How many calls run at the same time. */
  readonly parallel: number;
  /** Called with every line that lookup or configure writes to standard error, without secrets. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** How far a piece of work is cancelled. Each call has its own, so that one is cancelled without the others. */
export interface Cancel {
  /** Aborted: nothing new is started; what runs is waited for. */
  readonly signal: AbortSignal;
  /** Aborted: what runs is asked to end. */
  readonly stop: AbortSignal;
  /** Aborted: what was asked to end is killed. */
  readonly kill: AbortSignal;
}
