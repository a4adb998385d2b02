import { median, type ComparisonResult, type Row } from './comparison.js';
import type { Measurement } from './measure.js';

/** Markdown for one comparison: medians, and our wall and CPU time divided by each peer's. */
export function table(result: ComparisonResult): string {
  const us = result.rows.find((row) => row.us);
  const lines = [
    `### ${result.title}`,
    '',
    ...(result.target === undefined ? [] : [`Target: ${result.target}`, '']),
    '| | wall (s) | CPU (s) | peak (MiB) | our wall ÷ theirs | our CPU ÷ theirs |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...result.rows.map((row) => {
      const wall = medianOf(row, 'wallSeconds');
      const cpu = medianOf(row, 'cpuSeconds');
      const ratios =
        us === undefined || row.us
          ? '| |'
          : `${(medianOf(us, 'wallSeconds') / wall).toFixed(2)} | ${(medianOf(us, 'cpuSeconds') / cpu).toFixed(2)} |`;
      return `| ${row.contender} | ${wall.toFixed(3)} | ${cpu.toFixed(3)} | ${medianOf(row, 'peakMiB').toFixed(0)} | ${ratios}`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function medianOf(row: Row, field: keyof Measurement): number {
  return median(row.runs.map((run) => run[field]));
}
