import { duration } from '../../ui/format.js';
import { lookOf } from '../../ui/states.js';
import type { Colors } from '../../ui/canvas_colors.js';
import { ticks, type Bar, type Lane, type Range } from './lanes.js';

/** Heights in CSS pixels. */
export const LANE = 16;
export const SCALE = 24;

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** What is left of the lanes for their names. */
  readonly left: number;
  readonly lanes: readonly Lane[];
  /** How far the lanes are scrolled. */
  readonly top: number;
  /** When the build started, in milliseconds since the epoch. */
  readonly start: number;
  readonly range: Range;
  readonly marked: Bar | undefined;
}

const WIDEST_TICK = 80;

/** Draws the part of a timeline that is seen. */
export function draw(context: CanvasRenderingContext2D, drawing: Drawing, color: Colors): void {
  const { width, height, left, lanes, top, range } = drawing;
  const inner = width - left;
  const xOf = (time: number): number => left + ((time - range.from) / (range.until - range.from)) * inner;
  context.clearRect(0, 0, width, height);
  drawScale(context, drawing, color, xOf);
  context.save();
  context.beginPath();
  context.rect(0, SCALE, width, height - SCALE);
  context.clip();
  const first = Math.max(0, Math.floor(top / LANE));
  const last = Math.min(lanes.length, Math.ceil((top + height - SCALE) / LANE));
  const colors = new Map<string, string>();
  const colorOf = (state: string): string => {
    const known = colors.get(state) ?? color(lookOf(state).color);
    colors.set(state, known);
    return known;
  };
  const [text, line, mark] = [color('--muted'), color('--line'), color('--text')];
  for (let index = first; index < last; index++) {
    const lane = lanes[index];
    if (lane === undefined) continue;
    const y = SCALE + index * LANE - top;
    if (lane.label !== undefined) {
      context.fillStyle = line;
      if (index > 0) context.fillRect(0, y, width, 1);
      context.fillStyle = text;
      drawName(context, lane.label, y, left - 12);
    }
    drawLane(context, lane, y, drawing, { xOf, colorOf, mark });
  }
  context.restore();
}

function drawScale(
  context: CanvasRenderingContext2D,
  { width, height, left, range }: Drawing,
  color: Colors,
  xOf: (time: number) => number,
): void {
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  for (const tick of ticks(range, Math.max(1, (width - left) / WIDEST_TICK))) {
    const x = Math.round(xOf(tick));
    context.fillStyle = color('--line');
    context.fillRect(x, SCALE, 1, height - SCALE);
    context.fillStyle = color('--muted');
    const label = tick < 10_000 ? `${String(tick / 1000)}s` : duration(tick);
    const half = context.measureText(label).width / 2;
    context.fillText(label, Math.min(Math.max(left, x - half), width - 2 * half), SCALE / 2);
  }
}

/** The end of a name is what tells it from others. */
function drawName(context: CanvasRenderingContext2D, name: string, y: number, most: number): void {
  let shown = name;
  while (shown.length > 1 && context.measureText(`…${shown}`).width > most) shown = shown.slice(1);
  context.fillText(shown === name ? name : `…${shown}`, 0, y + LANE / 2 + 1);
}

interface Brushes {
  readonly xOf: (time: number) => number;
  readonly colorOf: (state: string) => string;
  readonly mark: string;
}

function drawLane(
  context: CanvasRenderingContext2D,
  { bars }: Lane,
  y: number,
  { left, width, start, marked }: Drawing,
  { xOf, colorOf, mark }: Brushes,
): void {
  let drawnUntil = -1;
  let drawnState = '';
  for (const bar of bars) {
    const { state } = bar.span;
    const x = Math.max(left, xOf(bar.from - start));
    const end = Math.min(width, Math.max(x + 1.5, xOf(bar.until - start)));
    if (end <= left || x >= width) continue;
    // Bars that would cover the same pixel are drawn once, but a failure always is.
    if (end <= drawnUntil && state === drawnState && bar !== marked) continue;
    drawnUntil = end;
    drawnState = state;
    drawBar(context, { x, y: y + 3, width: end - x, state }, colorOf(state));
    if (bar !== marked) continue;
    context.strokeStyle = mark;
    context.lineWidth = 2;
    context.strokeRect(x - 1, y + 2, end - x + 2, LANE - 4);
  }
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly state: string;
}

/** States differ in how their bars are filled, not only in colour: full, striped if failed, pale if it runs, empty if cut short. */
function drawBar(context: CanvasRenderingContext2D, { x, y, width, state }: Box, color: string): void {
  const height = LANE - 6;
  context.fillStyle = color;
  context.strokeStyle = color;
  context.lineWidth = 1;
  const gap = width > 4 ? 0.5 : 0;
  if (state === 'failed' && width > 6) {
    context.strokeRect(x + 0.5, y + 0.5, width - 1 - gap, height - 1);
    context.beginPath();
    for (let at = x + 4; at < x + width + height; at += 4) {
      const [right, low] = [Math.min(at, x + width - 1), Math.max(0, at - (x + width - 1))];
      context.moveTo(right, y + low);
      context.lineTo(Math.max(x, at - height), y + Math.min(height, at - x));
    }
    context.stroke();
  } else if (state === 'running' && width > 6) {
    context.strokeRect(x + 0.5, y + 0.5, width - 1 - gap, height - 1);
    context.globalAlpha = 0.4;
    context.fillRect(x, y, width - gap, height);
    context.globalAlpha = 1;
  } else if ((state === 'aborted' || state === 'retrying') && width > 6) {
    context.strokeRect(x + 0.5, y + 0.5, width - 1 - gap, height - 1);
  } else context.fillRect(x, y, width - gap, height);
}
