import { medianOf, underLoad, type ComparisonResult, type Row } from './comparison.js';
import type { Measurement } from './measure.js';

/**
 * Markdown for one comparison: medians with minimum and maximum, and our wall and CPU time divided by those of each
 * peer.
 */
export function table(result: ComparisonResult): string {
  const us = result.rows.find((row) => row.us && row.runs.length > 0);
  const unit = result.each === undefined ? 's' : `ms a ${result.each}`;
  const lines = [
    `### ${result.title}`,
    '',
    ...(result.target === undefined ? [] : [`Target: ${result.target}`, '']),
    ...(underLoad(result.rows) ? ['**Measured under load**: other programs kept the machine busy.', ''] : []),
    `| | wall (${unit}) | CPU (${unit}) | peak (MiB) | our wall ÷ theirs | our CPU ÷ theirs | others (cores) |`,
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...result.rows.map((row) => rowOf(row, us, result.each === undefined ? 1 : 1000)),
  ];
  return `${lines.join('\n')}\n`;
}

function rowOf(row: Row, us: Row | undefined, scale: number): string {
  if (row.runs.length === 0) return `| ${row.contender} | ${cell(row.broke ?? 'not run')} | | | | | |`;
  const ratio = (field: 'wallSeconds' | 'cpuSeconds'): string =>
    us === undefined || row.us ? '' : ` ${(medianOf(us, field) / medianOf(row, field)).toFixed(2)}`;
  const cells = [
    row.contender,
    spread(row, 'wallSeconds', scale),
    spread(row, 'cpuSeconds', scale),
    medianOf(row, 'peakMiB').toFixed(0),
  ];
  return `| ${cells.join(' | ')} |${ratio('wallSeconds')} |${ratio('cpuSeconds')} | ${medianOf(row, 'othersCores').toFixed(1)} |`;
}

/** Median, minimum and maximum: `1.234 (1.190–1.402)`. */
function spread(row: Row, field: keyof Measurement, scale: number): string {
  const values = row.runs.map((run) => run[field] * scale);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${(medianOf(row, field) * scale).toFixed(3)} (${least.toFixed(3)}–${most.toFixed(3)})`;
}

const cell = (text: string): string => `broke: ${text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').slice(-160)}`;
