import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { number } from '../../ui/format.js';

export interface LongListProps<Item> {
  readonly of: readonly Item[];
  /** What it is a list of: `inputs`. */
  readonly what: string;
  readonly caption: string;
  readonly head: readonly string[];
  readonly row: (item: Item) => ComponentChildren;
}

/** Rows that are shown at first, and each time that more are asked for. */
const STEP = 50;

/** A table that shows its first rows, and more of them when asked. */
export function LongList<Item>({ of, what, caption, head, row }: LongListProps<Item>) {
  const [shown, setShown] = useState(STEP);
  return (
    <>
      <div class="table-box">
        <table>
          <caption class="hidden">{caption}</caption>
          <thead>
            <tr>
              {head.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{of.slice(0, shown).map(row)}</tbody>
        </table>
      </div>
      {of.length > shown && (
        <p class="table-more">
          <button type="button" class="button" onClick={() => setShown(shown + STEP)}>
            Show more {what} ({number(of.length - shown)} left)
          </button>
        </p>
      )}
    </>
  );
}
