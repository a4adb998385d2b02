import { number } from './format.js';

export interface ProgressProps {
  readonly done: number;
  readonly failed?: number;
  readonly of: number;
  /** What it is the progress of. */
  readonly label: string;
}

/** How much of something is done. */
export function Progress({ done, failed = 0, of, label }: ProgressProps) {
  const width = (part: number): string => String(of === 0 ? 0 : (100 * part) / of);
  return (
    <svg
      class="progress"
      viewBox="0 0 100 6"
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${number(done)} of ${number(of)}${failed > 0 ? `, ${number(failed)} failed` : ''}`}
    >
      <rect class="progress-all" width="100" height="6" />
      <rect class="progress-done" width={width(done)} height="6" />
      <rect class="progress-failed" x={width(done - failed)} width={width(failed)} height="6" />
    </svg>
  );
}
