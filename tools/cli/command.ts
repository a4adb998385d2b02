import type { Direction } from '../plan/mermaid/index.js';
import type { GraphDescriptor, SingleJobDescriptor, Validity } from '../base/model/index.js';
import type { Descriptor, OnDrift } from '../driver/index.js';
import type { LineageTarget } from '../observe/openlineage/index.js';
import type { Cancellation, Context, Messages, Output } from '../base/runtime/index.js';

/** Options as the user gave them; a command sees those that it declares. */
export interface Options {
  readonly stateDir?: string | undefined;
  readonly dataDir?: string | undefined;
  /** Address of a catalog that several machines share. */
  readonly catalog?: string | undefined;
  readonly jobs: number;
  readonly configureTimeoutSeconds: number;
  readonly graceSeconds: number;
  /** How much there is of what jobs take; what is left out is detected, or not there. */
  readonly resources: ReadonlyMap<string, number>;
  readonly optimistic: boolean;
  /** Waits for other builds that make what this one needs. */
  readonly wait: boolean;
  readonly leaseTtlSeconds: number;
  readonly direction: Direction;
  /** What proves that a partition need not be made again, for all jobs. */
  readonly validity?: Validity | undefined;
  /** Refs as they were typed: what makes them runs in any case. */
  readonly force: readonly string[];
  readonly forceDownstream: readonly string[];
  /** How many masked partitions to make again, elsewhere, before the build. */
  readonly auditMasked?: number | undefined;
  /** What to do when the graph or the catalog moved since the plan was made. */
  readonly onDrift: OnDrift;
  /** Runs what a plan names even if it is not an executable of the graph. */
  readonly allowForeignExecutables?: boolean | undefined;
  /** A plan to compare with. */
  readonly diff?: string | undefined;
  /** Which partitions to draw. */
  readonly grid?: string | undefined;
  /** In milliseconds since the epoch, as is `until`. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly long?: boolean | undefined;
  readonly upstream?: boolean | undefined;
  readonly keepLast?: number | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly passEnv: readonly string[];
  /** Where the events of a build go besides its own folder: files, `-`, addresses. */
  readonly events: readonly string[];
  /** Shows a log as it is written. */
  readonly follow?: boolean | undefined;
  /** Id of a build, or how it begins. */
  readonly build?: string | undefined;
  /** Prints where a log is, not the log. */
  readonly path?: boolean | undefined;
  /** Where the lineage of a build goes. */
  readonly lineage?: LineageTarget | undefined;
  readonly lineageNamespace?: string | undefined;
}

/** Everything a command works with. */
export interface Invocation<D extends Descriptor = Descriptor> {
  readonly context: Context;
  readonly runfilesDir: string;
  readonly descriptor: D;
  readonly options: Options;
  /** What is left of the command line: refs, or the file of a plan. */
  readonly args: readonly string[];
  readonly out: Output;
  readonly messages: Messages;
  readonly cancellation: Cancellation;
  /** Says that the input or the state does not allow the command to start. @returns the exit code */
  readonly refuse: (message: string) => number;
  /** The same for the command line itself: also shows the way to the help. */
  readonly usageError: (message: string) => number;
}

export type { Descriptor } from '../driver/index.js';
export type GraphInvocation = Invocation<GraphDescriptor>;
export type JobInvocation = Invocation<SingleJobDescriptor>;

/** Option names, as they are typed. */
export type OptionName =
  | 'state-dir'
  | 'data-dir'
  | 'catalog'
  | 'jobs'
  | 'configure-timeout'
  | 'grace'
  | 'resource'
  | 'optimistic'
  | 'no-wait'
  | 'lease-ttl'
  | 'direction'
  | 'validity'
  | 'force'
  | 'force-downstream'
  | 'audit-masked'
  | 'on-drift'
  | 'allow-foreign-executables'
  | 'diff'
  | 'grid'
  | 'since'
  | 'until'
  | 'long'
  | 'upstream'
  | 'keep-last'
  | 'json'
  | 'quiet'
  | 'openlineage'
  | 'openlineage-namespace'
  | 'pass-env'
  | 'events'
  | 'follow'
  | 'build'
  | 'path';

/** Something to do: what its help says and how it is found. Its code is loaded when it is called. */
export type Action = ActionText &
  (
    | { readonly descriptor: 'graph'; readonly load: () => Promise<(invocation: GraphInvocation) => Promise<number>> }
    | { readonly descriptor: 'job'; readonly load: () => Promise<(invocation: JobInvocation) => Promise<number>> }
  );

export interface ActionText {
  readonly takes: 'refs' | 'plan' | 'graphs' | 'old-and-new' | 'prefix' | 'export' | 'build' | 'nothing';
  readonly summary: string;
  readonly options: readonly OptionName[];
  /** What exit code 1 means, where it is not that a program failed. */
  readonly exitCode1?: string;
  /** What exit code 2 means, where it is more or less than for most. */
  readonly exitCode2?: string;
  /** Arguments and what they do; the target is put before them. */
  readonly examples: readonly (readonly [args: string, what: string])[];
}

interface Named {
  /** Last part of the target's name: `plan` of `g.plan`. */
  readonly suffix: string;
}

/** What a target does. */
export type Command = Named & (Action | CommandGroup);

/** Several actions of one target: its first argument says which. */
export interface CommandGroup {
  readonly descriptor: 'graph';
  readonly summary: string;
  readonly actions: ReadonlyMap<string, Action>;
}
