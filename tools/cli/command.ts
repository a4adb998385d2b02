import type { GraphDescriptor, ServiceDescriptor, SingleJobDescriptor } from '../base/model/index.js';
import type { Cancellation, Context, Messages, Output } from '../base/runtime/index.js';
import type { Descriptor } from '../driver/index.js';
import type { Profile } from '../observe/profile/index.js';
import type { OptionName, Options } from './options.js';

/** Everything a command works with. */
export interface Invocation<D extends Descriptor | ServiceDescriptor = Descriptor> {
  readonly context: Context;
  readonly runfilesDir: string;
  /** Path of the descriptor. */
  readonly descriptorFile: string;
  readonly descriptor: D;
  readonly options: Options;
  /** The arguments that are not options: refs, or the file of a plan. */
  readonly args: readonly string[];
  readonly out: Output;
  readonly messages: Messages;
  readonly cancellation: Cancellation;
  /** Where the time goes, if `--profile` asks for it. */
  readonly profile?: Profile | undefined;
  /** Reports that the input or the state does not allow the command to start. @returns the exit code */
  readonly refuse: (message: string) => number;
  /** Reports a mistake in the command line, and refers to the help. @returns the exit code */
  readonly usageError: (message: string) => number;
}

export type { Descriptor } from '../driver/index.js';
export type GraphInvocation = Invocation<GraphDescriptor>;
export type JobInvocation = Invocation<SingleJobDescriptor>;
/** Of a service: of one graph, or of those that are deployed to it. */
export type ServiceInvocation = Invocation<GraphDescriptor | ServiceDescriptor>;

/** An action: its help, and how to load its code, which happens only when it is called. */
export type Action = ActionText &
  (
    | {
        readonly descriptor: 'graph';
        readonly load: () => Promise<(invocation: GraphInvocation) => Promise<number>>;
        /** Set if the command can ask a service in place of working itself. */
        readonly asking?: Asking;
      }
    | { readonly descriptor: 'job'; readonly load: () => Promise<(invocation: JobInvocation) => Promise<number>> }
    /** It has a program of its own, which `main.ts` starts; here is only what its help says. */
    | {
        readonly descriptor: 'graph' | 'service';
        readonly ownProgram: true;
        /** Runs until a signal comes, which is no failure: the exit code is its own. */
        readonly endsBySignal?: true;
      }
  );

/** How a command asks a service (`--server`). */
export interface Asking {
  /** The options of the command that have a meaning then, besides those of `ASKING_OPTIONS`. */
  readonly options: readonly OptionName[];
  readonly load: () => Promise<(invocation: GraphInvocation) => Promise<number>>;
}

export interface ActionText {
  readonly takes:
    | 'refs'
    | 'plan'
    | 'plan-or-refs'
    | 'graphs'
    | 'old-and-new'
    | 'prefix'
    | 'export'
    | 'build'
    | 'tasks'
    | 'pool'
    | 'trial'
    | 'nothing';
  readonly summary: string;
  readonly options: readonly OptionName[];
  /** What exit code 1 means, unless it means that a program failed. */
  readonly exitCode1?: string;
  /** What exit code 2 means, if it differs from the usual meaning. */
  readonly exitCode2?: string;
  /** Arguments with a description. The help puts the target in front. */
  readonly examples: readonly (readonly [args: string, what: string])[];
}

interface Named {
  /** Last part of the target's name: `plan` of `g.plan`; empty if the target has no name of its own. */
  readonly suffix: string;
  /** Set if its target has the archive of the graph as data. So the archive does not contain it. */
  readonly needsArchive?: true;
  /** Set if only targets of other rules start it, so that no reference lists it. */
  readonly hasNoTarget?: true;
}

/** What a target does. */
export type Command = Named & (Action | CommandGroup);

/** Several actions of one target. The first argument names the action. */
export interface CommandGroup {
  readonly descriptor: 'graph';
  readonly summary: string;
  readonly actions: ReadonlyMap<string, Action>;
}
