import { newRequestPage, partitionPage } from '../../addresses.js';
import { mayWork } from '../../api/session.js';
import type { Grid } from '../../api/types.js';
import { count } from '../../ui/format.js';
import { Ref } from '../../ui/ref.js';
import { State } from '../../ui/state.js';
import { refAt, refsIn, stateAt, type Range } from './cells.js';

export interface ChosenProps {
  readonly graph: string;
  readonly grid: Grid;
  readonly at: ReadonlyMap<string, string>;
  readonly range: Range | undefined;
}

/** What is chosen, and what can be done with it. */
export function Chosen({ graph, grid, at, range }: ChosenProps) {
  if (range === undefined) return <p class="grid-chosen muted">Nothing is chosen.</p>;
  const { top, left, bottom, right } = range;
  const isOne = top === bottom && left === right;
  const refs = refsIn(grid, range, at);
  const isWhole = left === 0 && right === grid.columns.length - 1;
  const bounds = {
    match: grid.pattern,
    from: `${grid.rowName}=${grid.rows[top] ?? ''}`,
    to: `${grid.rowName}=${grid.rows[bottom] ?? ''}`,
  };
  return (
    <div class="grid-chosen" role="status">
      {isOne ? (
        <>
          <Ref value={refAt(grid, top, left, at)} href={partitionPage(graph, refAt(grid, top, left, at))} />
          <State state={stateAt(grid, top, left) ?? 'unknown'} word={stateAt(grid, top, left) ?? 'not expected'} />
        </>
      ) : (
        <span>
          {count(bottom - top + 1, 'row')} × {count(right - left + 1, 'column')}
          {refs !== undefined && `, ${count(refs.length, 'partition')}`}
        </span>
      )}
      {mayWork.value && refs !== undefined && refs.length > 0 && (
        <a class="button is-main" href={newRequestPage({ graph, refs: refs.join('\n') })}>
          Request …
        </a>
      )}
      {mayWork.value && refs === undefined && isWhole && at.size === 0 && (
        <a class="button is-main" href={newRequestPage({ graph, ...bounds })}>
          Request …
        </a>
      )}
      {refs === undefined && !(isWhole && at.size === 0) && (
        <span class="muted">These are too many to name each; choose fewer, or whole rows.</span>
      )}
    </div>
  );
}
