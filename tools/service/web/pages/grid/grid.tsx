import { useEffect, useRef, useState } from 'preact/hooks';
import type { Grid as Cells } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { graphPage, withQuery } from '../../addresses.js';
import { place } from '../../router.js';
import { theme } from '../../ui/theme.js';
import { Page, Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown } from '../../ui/shown.js';
import { Strip } from '../../ui/strip.js';
import { drawGrid, LARGEST, LEFT, TOP, type View } from './canvas.js';
import { readAt, type Range } from './cells.js';
import { Chosen } from './chosen.js';
import { CellTable } from './cell_table.js';
import './grid.css';

/** The partitions of a job by two of their names. */
export function Grid({ graph }: { readonly graph: string }) {
  const { query } = place.value;
  const job = query.get('job') ?? '';
  const given = (name: string): string | undefined => query.get(name) ?? undefined;
  const cells = useRead<Cells>(
    withQuery(`/graphs/${encodeURIComponent(graph)}/grid`, {
      ...{ job, rows: given('rows'), columns: given('columns'), at: given('at') },
    }),
    (event) =>
      event.type === 'partitions' || ((event.type === 'build' || event.type === 'deployment') && event.graph === graph),
  );
  return (
    <Page
      title={`Grid of ${job}`}
      heading={<Ref value={job} />}
      above={
        <>
          Grid of <Ref value={graph} href={graphPage(graph)} />
        </>
      }
      about={cells.value === undefined ? undefined : <Ref value={cells.value.pattern} />}
    >
      <Shown of={cells} what="the grid" lines={8}>
        {(grid) => <Explorer graph={graph} grid={grid} at={readAt(query.get('at'))} />}
      </Shown>
    </Page>
  );
}

interface ExplorerProps {
  readonly graph: string;
  readonly grid: Cells;
  readonly at: ReadonlyMap<string, string>;
}

function Explorer({ graph, grid, at }: ExplorerProps) {
  const [chosen, setChosen] = useState<Range>();
  if (grid.rows.length === 0) return <Empty>The job has no partitions yet. Request some of them.</Empty>;
  return (
    <>
      <div class="grid-counts">
        <Strip counts={grid.counts} />
      </div>
      <Section title="Cells" aside="Drag to choose · wheel moves · Ctrl and wheel zooms">
        <Picture grid={grid} chosen={chosen} choose={setChosen} />
        <Chosen graph={graph} grid={grid} at={at} range={chosen} />
      </Section>
      <Section title="As a table">
        <CellTable graph={graph} grid={grid} at={at} choose={setChosen} />
      </Section>
    </>
  );
}

interface PictureProps {
  readonly grid: Cells;
  readonly chosen: Range | undefined;
  readonly choose: (range: Range) => void;
}

/** The grid on a canvas. Everything that it does can be done by the table, too. */
function Picture({ grid, chosen, choose }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<View>();
  const begin = useRef<{ readonly row: number; readonly column: number }>();
  const frame = useRef(0);
  const latest = useRef({ grid, chosen });
  latest.current = { grid, chosen };
  const draw = (): void => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      const element = canvas.current;
      if (element === null) return;
      view.current ??= fitted(element, latest.current.grid);
      drawGrid(element, latest.current.grid, view.current, latest.current.chosen);
    });
  };
  useEffect(draw, [grid, chosen, theme.value]);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const sizes = new ResizeObserver(draw);
    sizes.observe(element);
    const colors = matchMedia('(prefers-color-scheme: dark)');
    colors.addEventListener('change', draw);
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) zoom(Math.exp(-event.deltaY / 200), event.offsetX, event.offsetY);
      else move(event.deltaX, event.deltaY);
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      sizes.disconnect();
      colors.removeEventListener('change', draw);
      element.removeEventListener('wheel', wheel);
    };
  }, []);
  const move = (x: number, y: number): void => {
    const { current } = view;
    if (current === undefined) return;
    keepInside({ ...current, x: current.x + x / current.scale, y: current.y + y / current.scale });
  };
  const zoom = (factor: number, x = LEFT, y = TOP): void => {
    const { current } = view;
    if (current === undefined || canvas.current === null) return;
    const smallest = Math.min(1, fitted(canvas.current, latest.current.grid).scale);
    const scale = Math.min(LARGEST, Math.max(smallest, current.scale * factor));
    const shift = 1 / current.scale - 1 / scale;
    keepInside({ scale, x: current.x + (x - LEFT) * shift, y: current.y + (y - TOP) * shift });
  };
  const keepInside = ({ scale, x, y }: View): void => {
    const { rows, columns } = latest.current.grid;
    view.current = {
      scale,
      x: Math.max(0, Math.min(x, columns.length - 1)),
      y: Math.max(0, Math.min(y, rows.length - 1)),
    };
    draw();
  };
  const cellAt = (event: PointerEvent): { row: number; column: number } => {
    const { scale, x, y } = view.current ?? { scale: 1, x: 0, y: 0 };
    const within = (value: number, length: number): number => Math.max(0, Math.min(Math.floor(value), length - 1));
    return {
      row: within(y + (event.offsetY - TOP) / scale, grid.rows.length),
      column: within(x + (event.offsetX - LEFT) / scale, grid.columns.length),
    };
  };
  const chooseTo = (event: PointerEvent): void => {
    const from = begin.current;
    if (from === undefined) return;
    const to = cellAt(event);
    choose({
      top: Math.min(from.row, to.row),
      bottom: Math.max(from.row, to.row),
      left: Math.min(from.column, to.column),
      right: Math.max(from.column, to.column),
    });
  };
  return (
    <div class="grid-picture">
      <div class="grid-tools">
        <button type="button" class="button" onClick={() => zoom(1.5)}>
          Zoom in
        </button>
        <button type="button" class="button" onClick={() => zoom(1 / 1.5)}>
          Zoom out
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            view.current = undefined;
            draw();
          }}
        >
          Show all
        </button>
      </div>
      <canvas
        ref={canvas}
        class="grid-canvas"
        role="img"
        aria-label="The cells by their states. The table below has the same."
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          begin.current = cellAt(event);
          chooseTo(event);
        }}
        onPointerMove={chooseTo}
        onPointerUp={() => {
          begin.current = undefined;
        }}
      />
    </div>
  );
}

/** Everything at once, if cells do not get too small or too large for it. */
function fitted({ clientWidth, clientHeight }: HTMLCanvasElement, { rows, columns }: Cells): View {
  const scale = Math.min((clientWidth - LEFT) / columns.length, (clientHeight - TOP) / rows.length);
  return { scale: Math.max(0.01, Math.min(20, scale)), x: 0, y: 0 };
}
