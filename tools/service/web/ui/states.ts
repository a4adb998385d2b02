/** How a state looks: its colour, and a shape that also tells it from others without colours. */
export interface StateLook {
  /** For people. */
  readonly word: string;
  /** Custom property that has its colour: `--state-good`, for example. */
  readonly color: string;
  /** Path in a square of 12 by 12, for SVG and for canvases (`new Path2D(shape)`). */
  readonly shape: string;
  /** Whether the path is filled; else it is drawn as a line, 1.6 wide. */
  readonly isFilled: boolean;
}

const DOT = 'M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9z';
const DIAMOND = 'M6 .8L11.2 6L6 11.2L.8 6z';
const SQUARE = 'M2 2H10V10H2z';
const CROSS = 'M2.2 2.2L9.8 9.8M9.8 2.2L2.2 9.8';
const PLAY = 'M2.5 1L11 6L2.5 11z';
const BARS = 'M2.5 1.5H5V10.5H2.5zM7 1.5H9.5V10.5H7z';
const DASH = 'M2 6H10';
const SLASHED = `${DOT}M2.9 9.1L9.1 2.9`;
const CLOCK = `${DOT}M6 3.4V6L8 7.2`;
const TRIANGLE = 'M6 1L11.4 10.6H.6z';
const DOTS = 'M2 6h.01M6 6h.01M10 6h.01';

const filled = (word: string, color: string, shape: string): StateLook => ({ word, color, shape, isFilled: true });
const drawn = (word: string, color: string, shape: string): StateLook => ({ word, color, shape, isFilled: false });

const [GOOD, WARN, BAD, BUSY, WAIT, IDLE] = ['good', 'warn', 'bad', 'busy', 'wait', 'idle'].map(
  (name) => `--state-${name}`,
) as [string, string, string, string, string, string];

/** Every state that a page shows: of partitions, tasks, builds, requests, triggers and deployments. */
const STATES = {
  valid: filled('valid', GOOD, DOT),
  stale: filled('stale', WARN, DIAMOND),
  missing: drawn('missing', IDLE, SQUARE),
  unknown: drawn('unknown', IDLE, DOTS),

  announced: drawn('waiting', IDLE, DOT),
  queued: drawn('queued', WAIT, DOT),
  running: filled('running', BUSY, PLAY),
  succeeded: filled('succeeded', GOOD, DOT),
  built: filled('built', GOOD, DOT),
  unchanged: filled('unchanged', GOOD, DOT),
  failed: drawn('failed', BAD, CROSS),
  skipped: drawn('skipped', IDLE, SLASHED),
  aborted: drawn('cancelled', IDLE, SLASHED),
  cancelled: drawn('cancelled', IDLE, SLASHED),
  delegated: drawn('built by another build', IDLE, DASH),
  pruned: drawn('up to date', GOOD, DASH),
  'cut-off': drawn('cut off', BAD, SLASHED),
  interrupted: drawn('cut off', BAD, SLASHED),
  unfinished: filled('running', BUSY, PLAY),

  accepted: drawn('accepted', WAIT, DOT),
  planning: filled('planning', BUSY, PLAY),
  'waiting-for-approval': filled('waiting for approval', WARN, BARS),
  'waiting-for-builds': drawn('waiting for builds', WAIT, CLOCK),
  stopped: filled('stopped', WARN, BARS),
  'nothing-to-do': drawn('nothing to do', GOOD, DASH),
  refused: drawn('refused', BAD, CROSS),

  active: filled('active', GOOD, DOT),
  late: filled('late', WARN, TRIANGLE),
  paused: filled('paused', IDLE, BARS),
  waiting: drawn('waiting', WAIT, CLOCK),

  current: filled('current', GOOD, DOT),
  staged: drawn('staged', WAIT, DOT),
  arriving: filled('arriving', BUSY, PLAY),
  former: drawn('former', IDLE, DASH),
  deleted: drawn('removed', IDLE, SLASHED),
} as const satisfies Readonly<Record<string, StateLook>>;

export type KnownState = keyof typeof STATES;

/** The look of a state. One that is not known, of a newer service, is shown by its own name. */
export function lookOf(state: string): StateLook {
  return state in STATES ? STATES[state as KnownState] : drawn(state.replaceAll('-', ' '), IDLE, DOTS);
}
