import { useState } from 'preact/hooks';
import { partitionPage } from '../../addresses.js';
import type { Grid } from '../../api/types.js';
import { number } from '../../ui/format.js';
import { Ref } from '../../ui/ref.js';
import { State } from '../../ui/state.js';
import { refAt, stateAt, type Range } from './cells.js';

export interface CellTableProps {
  readonly graph: string;
  readonly grid: Grid;
  readonly at: ReadonlyMap<string, string>;
  readonly choose: (range: Range) => void;
}

/** Rows and columns that the table shows at a time. */
const ROWS = 20;
const COLUMNS = 8;

/** A part of the grid as a table, for keyboards and screen readers. */
export function CellTable({ graph, grid, at, choose }: CellTableProps) {
  const [top, setTop] = useState(0);
  const [left, setLeft] = useState(0);
  const rows = grid.rows.slice(top, top + ROWS);
  const columns = grid.columns.slice(left, left + COLUMNS);
  return (
    <>
      <div class="filters">
        <Step name="rows" first={top} size={ROWS} of={grid.rows.length} go={setTop} />
        <Step name="columns" first={left} size={COLUMNS} of={grid.columns.length} go={setLeft} />
        <button
          type="button"
          class="button"
          onClick={() => choose({ top, left, bottom: top + rows.length - 1, right: left + columns.length - 1 })}
        >
          Choose these cells
        </button>
      </div>
      <div class="table-box">
        <table>
          <caption class="hidden">Cells of the grid</caption>
          <thead>
            <tr>
              <th scope="col">{grid.rowName}</th>
              {columns.map((column, index) => (
                <th key={index} scope="col">
                  {column === '' ? 'State' : <Ref value={column} most={24} />}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={row}>
                <th scope="row">
                  <Ref value={row} most={32} />
                </th>
                {columns.map((_, column) => {
                  const state = stateAt(grid, top + index, left + column);
                  return (
                    <td key={column}>
                      {state !== undefined && (
                        <a href={partitionPage(graph, refAt(grid, top + index, left + column, at))}>
                          <State state={state} />
                        </a>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface StepProps {
  readonly name: string;
  readonly first: number;
  readonly size: number;
  readonly of: number;
  readonly go: (first: number) => void;
}

function Step({ name, first, size, of, go }: StepProps) {
  if (of <= size) return null;
  return (
    <div class="grid-step">
      <button type="button" class="button" disabled={first === 0} onClick={() => go(Math.max(0, first - size))}>
        Previous {name}
      </button>
      <span class="number">
        {number(first + 1)}–{number(Math.min(of, first + size))} of {number(of)}
      </span>
      <button type="button" class="button" disabled={first + size >= of} onClick={() => go(first + size)}>
        Next {name}
      </button>
    </div>
  );
}
