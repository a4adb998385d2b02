import type { GraphDescriptor, SingleJobDescriptor } from '../base/model/index.js';
import type { Cancellation, Context, Messages, Output } from '../base/runtime/index.js';
import type { Descriptor } from '../driver/index.js';
import type { OptionName, Options } from './options.js';

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
  /** Whether only targets of other rules start it, so that no reference lists it. */
  readonly hasNoTarget?: true;
  readonly actions: ReadonlyMap<string, Action>;
}
