import { useEffect, useState } from 'preact/hooks';
import { withQuery } from '../../addresses.js';
import { get } from '../../api/call.js';
import type { Problem } from '../../api/problem.js';
import type { FoundInLog } from '../../api/types.js';
import { place, setQuery } from '../../router.js';
import { number } from '../../ui/format.js';
import { Trouble } from '../../ui/shown.js';

export interface LogSearchProps {
  /** Of the call that searches, below `/api/v1`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

interface Found {
  readonly places: readonly number[];
  /** Where the search goes on; left out: the whole log was searched. */
  readonly next?: number | undefined;
}

/** What a search finds before the reader asks for more. */
const MOST_PLACES = 1000;

/** Finds a text in a log of any size. The address has the text, and the place that is shown. */
export function LogSearch({ path, query }: LogSearchProps) {
  const text = place.value.query.get('find') ?? '';
  const [typed, setTyped] = useState(text);
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState<Problem>();
  const key = withQuery(path, { ...query, text });
  useEffect(() => {
    setFound(undefined);
    setProblem(undefined);
    if (text === '') return undefined;
    const ended = new AbortController();
    const isOver = (): boolean => ended.signal.aborted;
    const search = async (): Promise<void> => {
      const places: number[] = [];
      let next: number | undefined = 0;
      while (next !== undefined && places.length < MOST_PLACES && !isOver()) {
        const answer: Awaited<ReturnType<typeof get<FoundInLog>>> = await get<FoundInLog>(
          withQuery(path, { ...query, text, from: String(next), limit: String(MOST_PLACES - places.length) }),
          ended.signal,
        );
        if (isOver()) return;
        if (!answer.ok) {
          setProblem(answer.error);
          return;
        }
        places.push(...answer.value.items.map(({ at }) => at));
        ({ next } = answer.value);
        setFound({ places: [...places], next });
        // Whoever looks for a text wants to see it.
        const [first] = places;
        if (first !== undefined && place.peek().query.get('at') === null) show(first);
      }
    };
    void search();
    return () => ended.abort();
  }, [key]);

  const { places = [], next } = found ?? {};
  const shown = Number(place.value.query.get('at') ?? -1);
  const index = places.indexOf(shown);
  const step = (by: number): void => {
    const target = places.at((index + by + places.length) % places.length);
    if (target !== undefined) show(target);
  };
  return (
    <search class="log-search">
      <form
        class="log-search"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === text && places.length > 0) step(1);
          else setQuery({ find: typed === '' ? undefined : typed, at: undefined });
        }}
      >
        <label class="hidden" for="find">
          Find in the log
        </label>
        <input
          id="find"
          class="input"
          type="search"
          placeholder="Find in the log"
          maxLength={256}
          value={typed}
          onInput={({ currentTarget: { value } }) => setTyped(value)}
        />
        <button type="submit" class="button">
          Find
        </button>
        {places.length > 0 && (
          <>
            <button type="button" class="button" aria-label="Previous place" onClick={() => step(-1)}>
              ↑
            </button>
            <button type="button" class="button" aria-label="Next place" onClick={() => step(1)}>
              ↓
            </button>
          </>
        )}
      </form>
      <span class="muted small" role="status">
        {text !== '' && found !== undefined && wordsOf(places.length, index, next)}
        {text !== '' && found === undefined && problem === undefined && 'Searching …'}
      </span>
      {problem !== undefined && <Trouble problem={problem} />}
    </search>
  );
}

function show(at: number): void {
  setQuery({ at: String(at) }, { replace: true });
}

function wordsOf(places: number, index: number, next: number | undefined): string {
  const more = next !== undefined && places < MOST_PLACES ? ', searching …' : '';
  if (places === 0) return more === '' ? 'Not found' : 'Searching …';
  const all = next === undefined || more !== '' ? number(places) : `the first ${number(places)}`;
  return `${index === -1 ? '' : `${number(index + 1)} of `}${all}${index === -1 ? ' found' : ''}${more}`;
}
