import type { AskOptions } from '../analyze/ask/index.js';
import type { GraphDescriptor, SingleJobDescriptor } from '../base/model/index.js';
import type { Secrets } from '../base/secrets/index.js';

/** What the rules wrote about a target: a graph, or one job alone. */
export type Descriptor = GraphDescriptor | SingleJobDescriptor;

/** A built target and its surroundings: all that the driver knows about where it runs. */
export interface Site<D extends Descriptor = Descriptor> {
  readonly descriptor: D;
  /** Where the programs of its jobs are. */
  readonly runfilesDir: string;
  /** Absolute path. Catalog, events and logs. */
  readonly stateDir: string;
  /** Absolute path. Working directory of every task. */
  readonly dataDir: string;
  /** Address of a shared catalog; absent for the catalog in the state directory. */
  readonly catalogUrl?: string | undefined;
  /** The fixed environment of every program that is started: lookup, configure, run and check. */
  readonly env: Readonly<Record<string, string>>;
  /** Name of this machine. */
  readonly host: string;
  /** Values that no manifest, event or message shows. */
  readonly secrets?: Secrets | undefined;
  /** How to call lookup and configure. */
  readonly calls: CallSettings;
  /** How to run single tasks of the site in other processes; absent if that is not possible. */
  readonly tasks?: TaskCommand | undefined;
}

/** The task command of a target. */
export interface TaskCommand {
  /** The program and its arguments, without those that name a plan or tasks. */
  readonly command: readonly string[];
  /** Variables for the programs of an engine, such as `squeue`. */
  readonly engineEnv: Readonly<Record<string, string>>;
  /** All variables of the caller, for programs that an engine starts here in the caller's name, such as those that log in. */
  readonly callerEnv: Readonly<Record<string, string>>;
}

export type GraphSite = Site<GraphDescriptor>;
export type JobSite = Site<SingleJobDescriptor>;

export interface CallSettings {
  /** A call that takes longer is ended. */
  readonly timeoutMs: number;
  /** How many calls run at the same time. */
  readonly parallel: number;
  /** Whether programs are also called ahead, about refs that the catalog has recorded as inputs. */
  readonly speculates: boolean;
  /** Called with every line that lookup or configure writes to standard error, with secrets masked. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** Follows each call, from its begin to its end. */
  readonly watch?: AskOptions['watch'];
}

/** How far work is cancelled. Each call has its own, so that one can be cancelled without the others. */
export interface Cancel {
  /** Aborted: nothing new starts, and running tasks finish. */
  readonly signal: AbortSignal;
  /** Aborted: running tasks are asked to end. */
  readonly stop: AbortSignal;
  /** Aborted: running tasks are killed. */
  readonly kill: AbortSignal;
}
