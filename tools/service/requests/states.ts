/** What a request is doing. The last five are ends. */
export const STATES = [
  'accepted',
  'planning',
  'waiting-for-approval',
  'queued',
  'waiting-for-builds',
  'running',
  'stopped',
  'succeeded',
  'failed',
  'cancelled',
  'nothing-to-do',
  'refused',
] as const;
export type State = (typeof STATES)[number];

/** What can happen to a request. */
export const STEPS = [
  /** Its plan is being made, possibly again. */
  'plan',
  /** Everything is valid. */
  'find-nothing',
  /** A person has to approve the plan. */
  'ask',
  /** Nobody has to approve the plan. */
  'queue',
  'fail-plan',
  'refuse-plan',
  'approve',
  /** A running build, or a request before this one, makes some of the same partitions. */
  'overlap',
  'start',
  /** The files of the plan are not where the request now is. */
  'lose-plan',
  'interrupt',
  'drift',
  'succeed',
  'fail',
  'refuse',
  /** The build was cancelled. */
  'end-cancelled',
  'cancel',
  'retry',
  /** No further build of a backfill begins. */
  'stop',
  'continue',
] as const;
export type Step = (typeof STEPS)[number];

/** Where each step leads, from each state that allows it. */
const TABLE: Readonly<Record<Step, Readonly<Partial<Record<State, State>>>>> = {
  plan: { accepted: 'planning', planning: 'planning' },
  'find-nothing': { planning: 'nothing-to-do' },
  ask: { planning: 'waiting-for-approval' },
  queue: { planning: 'queued' },
  'fail-plan': { planning: 'failed' },
  'refuse-plan': { planning: 'refused' },
  approve: { 'waiting-for-approval': 'queued' },
  overlap: { queued: 'waiting-for-builds', 'waiting-for-builds': 'waiting-for-builds' },
  start: { queued: 'running', 'waiting-for-builds': 'running' },
  'lose-plan': { queued: 'accepted', 'waiting-for-builds': 'accepted' },
  interrupt: { running: 'queued' },
  drift: { running: 'accepted' },
  succeed: { running: 'succeeded' },
  fail: { running: 'failed' },
  refuse: { running: 'refused' },
  'end-cancelled': { running: 'cancelled' },
  cancel: {
    accepted: 'cancelled',
    planning: 'cancelled',
    'waiting-for-approval': 'cancelled',
    queued: 'cancelled',
    'waiting-for-builds': 'cancelled',
    // The build ends first.
    running: 'running',
    stopped: 'cancelled',
  },
  retry: { failed: 'accepted', cancelled: 'accepted', refused: 'accepted' },
  stop: { running: 'stopped' },
  continue: { stopped: 'queued' },
};

/** @returns the next state; nothing if the state does not allow the step */
export function next(state: State, step: Step): State | undefined {
  return TABLE[step][state];
}

/** The states that allow a step, each with the next one. */
export function movesOf(step: Step): readonly (readonly [from: State, to: State])[] {
  return Object.entries(TABLE[step]) as [State, State][];
}

const ENDS: ReadonlySet<State> = new Set(['succeeded', 'failed', 'cancelled', 'nothing-to-do', 'refused']);

/** Whether a request in this state does nothing more, unless somebody retries it. */
export function isEnd(state: State): boolean {
  return ENDS.has(state);
}

/** The states in which the service has something to do or to follow. */
export const ACTIVE_STATES: readonly State[] = ['accepted', 'planning', 'queued', 'waiting-for-builds', 'running'];
