import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { logPage } from '../../addresses.js';
import type { Build } from '../../api/types.js';
import { navigate } from '../../router.js';
import { useColors } from '../../ui/canvas_colors.js';
import { count, duration } from '../../ui/format.js';
import { lookOf } from '../../ui/states.js';
import { visibleText } from '../../ui/visible.js';
import { draw, LANE, SCALE } from './draw.js';
import { barAt, moved, zoomed, type Bar, type Lane, type Range } from './lanes.js';

export interface ChartProps {
  readonly lanes: readonly Lane[];
  readonly build: Build;
  /** The end of what is drawn, in milliseconds since the epoch. */
  readonly until: number;
}

const MOST_HEIGHT = 400;

/** A point that is so near to a bar hits it, in pixels. */
const REACH = 3;

const CLOSER = 0.7;

/** The timeline as a chart: zoomed and moved by wheel, pointer and keys. A click on a task leads to its log. */
export function TimelineChart({ lanes, build, until }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, top: 0 });
  const [chosen, setChosen] = useState<Range>();
  const [marked, setMarked] = useState<Bar>();
  const colors = useColors();
  const start = build.startedAt;
  const all: Range = { from: 0, until: Math.max(1, until - start) };
  const range = chosen ?? all;
  const left = Math.min(160, Math.round(size.width / 4));
  const height = Math.min(MOST_HEIGHT, SCALE + lanes.length * LANE + 4);

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = (): void => setSize({ width: element.clientWidth, top: element.scrollTop });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure);
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);

  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (canvas.current === null || context === null || context === undefined || size.width === 0) return;
    const ratio = devicePixelRatio;
    canvas.current.width = Math.round(size.width * ratio);
    canvas.current.height = Math.round(height * ratio);
    canvas.current.style.width = `${String(size.width)}px`;
    canvas.current.style.height = `${String(height)}px`;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(context, { ...size, height, left, lanes, start, range, marked }, colors);
  });

  const timeAt = (x: number): number =>
    range.from + ((x - left) / Math.max(1, size.width - left)) * (range.until - range.from);
  const zoom = (factor: number, around = (range.from + range.until) / 2): void => {
    const next = zoomed(range, factor, around, all);
    setChosen(next.until - next.from >= all.until - all.from ? undefined : next);
  };
  const move = (by: number): void => setChosen(moved(range, by, all));
  const barUnder = ({ offsetX, offsetY }: MouseEvent): Bar | undefined => {
    if (offsetX < left || offsetY < SCALE) return undefined;
    const lane = lanes[Math.floor((offsetY - SCALE + size.top) / LANE)];
    const reach = (REACH / Math.max(1, size.width - left)) * (range.until - range.from);
    return lane === undefined ? undefined : barAt(lane, start + timeAt(offsetX), reach);
  };

  const wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) zoom(Math.exp(event.deltaY / 300), timeAt(event.offsetX));
    else move((event.deltaX / Math.max(1, size.width - left)) * (range.until - range.from));
  };
  useEffect(() => {
    const element = canvas.current;
    // Preact would listen passively, and the page would be zoomed instead.
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  });

  const drag = useRef<{ readonly x: number; readonly range: Range; hasMoved: boolean }>();
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    drag.current = { x: event.offsetX, range, hasMoved: false };
    canvas.current?.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent): void => {
    const { current } = drag;
    if (current === undefined) {
      setMarked(barUnder(event));
      return;
    }
    const by = current.x - event.offsetX;
    if (Math.abs(by) < 4 && !current.hasMoved) return;
    current.hasMoved = true;
    const length = current.range.until - current.range.from;
    setChosen(moved(current.range, (by / Math.max(1, size.width - left)) * length, all));
  };
  const onPointerUp = (event: PointerEvent): void => {
    const { current } = drag;
    drag.current = undefined;
    if (current === undefined || current.hasMoved) return;
    const bar = barUnder(event);
    if (bar !== undefined) navigate(logPage(build.id, bar.span.id));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const length = range.until - range.from;
    const actions: Readonly<Record<string, () => void>> = {
      '+': () => zoom(CLOSER),
      '=': () => zoom(CLOSER),
      '-': () => zoom(1 / CLOSER),
      '0': () => setChosen(undefined),
      ArrowLeft: () => move(-length / 8),
      ArrowRight: () => move(length / 8),
    };
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  const tasks = lanes.reduce((sum, { bars }) => sum + bars.length, 0);
  return (
    <div class="timeline">
      <div
        ref={box}
        class="timeline-box"
        tabIndex={0}
        role="group"
        aria-label="Timeline. Plus and minus zoom, the arrow keys move, and 0 shows all."
        onKeyDown={onKeyDown}
      >
        <canvas
          ref={canvas}
          class={marked === undefined ? 'timeline-canvas' : 'timeline-canvas is-on-task'}
          role="img"
          aria-label={`${count(tasks, 'task')} in ${count(lanes.length, 'lane')}, over ${duration(all.until)}. The table has the same.`}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={onPointerUp}
          onPointerCancel={() => (drag.current = undefined)}
          onPointerLeave={() => setMarked(undefined)}
        />
        <Spacer height={SCALE + lanes.length * LANE + 4 - height} />
      </div>
      <div class="timeline-foot">
        <p class="muted small">
          {marked === undefined ? 'Point at a task to see what it is.' : <About bar={marked} start={start} />}
        </p>
        <div class="choices" role="group" aria-label="Zoom">
          <button type="button" class="choice" aria-label="Closer" onClick={() => zoom(CLOSER)}>
            +
          </button>
          <button type="button" class="choice" aria-label="Farther" onClick={() => zoom(1 / CLOSER)}>
            −
          </button>
          <button type="button" class="choice" disabled={chosen === undefined} onClick={() => setChosen(undefined)}>
            All
          </button>
        </div>
      </div>
    </div>
  );
}

/** What gives the box the height that is scrolled through. */
function Spacer({ height }: { readonly height: number }) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (element.current !== null) element.current.style.height = `${String(Math.max(0, height))}px`;
  });
  return <div ref={element} />;
}

function About({ bar: { span, from, until }, start }: { readonly bar: Bar; readonly start: number }) {
  const { output, id, job, state } = span;
  return (
    <>
      <strong>{visibleText(output ?? id)}</strong> · {visibleText(job)} · {lookOf(state).word} · started after{' '}
      {duration(Math.max(0, from - start))}, {span.endedAt === undefined ? 'running for' : 'ran for'}{' '}
      {duration(until - from)}
    </>
  );
}
