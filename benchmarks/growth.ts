import { medianOf } from './comparison.js';
import { nothingToDoTitle } from './compare_plan.js';
import { rowOf, type Saved } from './results.js';

/** The cost of a plan with nothing to do, at one size. */
export interface Point {
  readonly refs: number;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

const SIZES = [1_000, 10_000, 100_000, 1_000_000];

export function growthOf(saved: Saved): Point[] {
  return SIZES.flatMap((refs) => {
    const row = rowOf(saved, nothingToDoTitle(refs));
    if (row === undefined) return [];
    const of = (field: 'wallSeconds' | 'cpuSeconds' | 'peakMiB'): number => medianOf(row, field);
    return [{ refs, wallSeconds: of('wallSeconds'), cpuSeconds: of('cpuSeconds'), peakMiB: of('peakMiB') }];
  });
}

/**
 * The power with which the cost grows from the second-largest size to the largest: 1 is linear, 2 is quadratic. Between
 * these two sizes, costs that do not depend on the size (the start of the program) matter least.
 */
export function exponent(points: readonly Point[], field: 'cpuSeconds' | 'peakMiB'): number | undefined {
  const [before, last] = points.slice(-2);
  if (before === undefined || last === undefined) return undefined;
  return Math.log(last[field] / before[field]) / Math.log(last.refs / before.refs);
}

export function growthTable(points: readonly Point[]): string {
  const lines = points.map(({ refs, wallSeconds, cpuSeconds, peakMiB }) => {
    const cells = [
      refs.toLocaleString('en'),
      wallSeconds.toFixed(2),
      cpuSeconds.toFixed(2),
      ((cpuSeconds * 1e6) / refs).toFixed(1),
      peakMiB.toFixed(0),
      ((peakMiB * 1024) / refs).toFixed(2),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `### Growth, nothing to do

| refs | wall (s) | CPU (s) | CPU a ref (µs) | peak (MiB) | peak a ref (KiB) |
| ---: | ---: | ---: | ---: | ---: | ---: |
${lines.join('\n')}

![Time and memory by the number of refs](plan.svg)
`;
}

const PANEL = { width: 300, height: 240, left: 56, top: 34, gap: 70 };

/** The same as a picture, with logarithmic axes. A dashed line shows linear growth. */
export function growthPlot(points: readonly Point[]): string {
  const panels = [
    panel(points, 0, 'seconds', [
      ['wall', '#1f6f8b', (point) => point.wallSeconds],
      ['CPU', '#c05621', (point) => point.cpuSeconds],
    ]),
    panel(points, 1, 'MiB', [['peak memory', '#5b3f8c', (point) => point.peakMiB]]),
  ];
  const width = 2 * (PANEL.width + PANEL.gap) + 10;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${PANEL.height + 80}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="white"/>
${panels.join('\n')}
</svg>
`;
}

type Series = readonly [name: string, color: string, of: (point: Point) => number];

function panel(points: readonly Point[], index: number, unit: string, series: readonly Series[]): string {
  const x0 = PANEL.left + index * (PANEL.width + PANEL.gap);
  const bottom = PANEL.top + PANEL.height;
  const xs = decades(points.map(({ refs }) => refs));
  const ys = decades(points.flatMap((point) => series.map(([, , of]) => of(point))));
  const at = (value: number, [low, high]: Decades, from: number, to: number): string =>
    (from + ((Math.log10(value) - low) / (high - low)) * (to - from)).toFixed(1);
  const x = (value: number): string => at(value, xs, x0, x0 + PANEL.width);
  const y = (value: number): string => at(value, ys, bottom, PANEL.top);
  const parts: string[] = [];
  for (let power = xs[0]; power <= xs[1]; power++) {
    const value = 10 ** power;
    parts.push(`<path d="M${x(value)} ${PANEL.top}V${bottom}" stroke="#ddd"/>`);
    parts.push(`<text x="${x(value)}" y="${bottom + 16}" text-anchor="middle">${value.toLocaleString('en')}</text>`);
  }
  for (let power = ys[0]; power <= ys[1]; power++) {
    const value = 10 ** power;
    parts.push(`<path d="M${x0} ${y(value)}h${PANEL.width}" stroke="#ddd"/>`);
    parts.push(`<text x="${x0 - 6}" y="${Number(y(value)) + 4}" text-anchor="end">${value}</text>`);
  }
  parts.push(`<text x="${x0}" y="${PANEL.top - 14}">${unit}, by refs</text>`);
  for (const [place, [name, color, of]] of series.entries()) {
    const last = points.at(-1);
    if (last !== undefined) {
      const first = points.map(({ refs }) => refs).find((refs) => (of(last) * refs) / last.refs >= 10 ** ys[0]);
      if (first !== undefined)
        parts.push(
          `<path d="M${x(first)} ${y((of(last) * first) / last.refs)}L${x(last.refs)} ${y(of(last))}" stroke="${color}" stroke-dasharray="3 4" fill="none"/>`,
        );
    }
    const line = points.map((point) => `${x(point.refs)} ${y(of(point))}`).join('L');
    parts.push(`<path d="M${line}" stroke="${color}" stroke-width="2" fill="none"/>`);
    for (const point of points)
      parts.push(`<circle cx="${x(point.refs)}" cy="${y(of(point))}" r="3" fill="${color}"/>`);
    parts.push(`<text x="${x0 + 10}" y="${PANEL.top + 16 + 15 * place}" fill="${color}">${name}</text>`);
  }
  parts.push(`<text x="${x0}" y="${bottom + 36}" fill="#555">dashed: linear, through the last point</text>`);
  return parts.join('\n');
}

/** The powers of ten from below the smallest value to above the largest. */
type Decades = readonly [low: number, high: number];

function decades(values: readonly number[]): Decades {
  const low = Math.floor(Math.log10(Math.min(...values)));
  return [low, Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))))];
}
