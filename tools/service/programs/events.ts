/**
 * Something that happened in the service, for those who follow it: pages, metrics and logs. An event says what changed; whoever
 * needs more asks for it. Nothing depends on an event arriving.
 */
export type ServiceEvent = { readonly at: number } & (
  | { readonly type: 'request'; readonly graph: string; readonly request: string; readonly state: string }
  /** `progress`: what the job catalog has of it changed. */
  | { readonly type: 'build'; readonly graph: string; readonly build: string; readonly state: string }
  | {
      readonly type: 'task';
      readonly graph: string;
      readonly build: string;
      readonly task: string;
      readonly state: string;
    }
  | { readonly type: 'trigger'; readonly graph: string; readonly trigger: string; readonly state: string }
  | { readonly type: 'deployment'; readonly graph: string; readonly deployment: string; readonly state: string }
  | { readonly type: 'pool'; readonly pool: string }
  /** A loop of the service failed, and will be started again. */
  | { readonly type: 'trouble'; readonly part: string; readonly detail: string }
);

export type Emit = (event: ServiceEvent) => void;
