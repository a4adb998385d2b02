import { number } from './format.js';
import { StateShape } from './state.js';
import { lookOf } from './states.js';
import './strip.css';

/** In which order states are shown. */
const ORDER = ['valid', 'stale', 'running', 'failed', 'missing'];

/** How many partitions are in which state: a bar, and the numbers with their shapes. */
export function Strip({ counts }: { readonly counts: Readonly<Record<string, number>> }) {
  const parts = ORDER.map((state) => ({ state, many: counts[state] ?? 0 })).filter(({ many }) => many > 0);
  const all = parts.reduce((sum, { many }) => sum + many, 0);
  if (all === 0) return <span class="muted small">no partitions yet</span>;
  let before = 0;
  return (
    <span class="strip">
      <svg class="strip-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        {parts.map(({ state, many }) => {
          const x = (100 * before) / all;
          before += many;
          const color = lookOf(state).color.replace('--state-', '');
          return <rect key={state} class={`is-${color}`} x={x} width={(100 * many) / all} height="4" />;
        })}
      </svg>
      <span class="strip-numbers small">
        {parts.map(({ state, many }) => (
          <span key={state} class="strip-number" title={lookOf(state).word}>
            <StateShape state={state} />
            {number(many)} <span class="hidden">{lookOf(state).word}</span>
          </span>
        ))}
      </span>
    </span>
  );
}
