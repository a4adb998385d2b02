import type { ComponentChild } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { place, setQuery } from '../../router.js';
import { AnsiReader } from '../../ui/ansi.js';
import { size } from '../../ui/format.js';
import { LogLine } from '../../ui/log_lines.js';
import { Empty, Trouble } from '../../ui/shown.js';
import type { LogBlock } from './log_pages.js';
import type { LogReader } from './log_reader.js';

/** A reader who is so near to the end follows it, in pixels. */
const NEAR_END = 40;

/** Where more is read before it is seen, in pixels. */
const AHEAD = 600;

/** The part of a log that is read, which grows at both ends as it is scrolled. */
export function LogView({ reader, bytes }: { readonly reader: LogReader; readonly bytes: number }) {
  const box = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);
  const kept = useRef(new Drawn());
  const seen = useRef<{ readonly first: number; readonly height: number }>();
  const { blocks, hasEnd, isFollowing } = reader.part.value;
  const problem = reader.problem.value;
  const { query } = place.value;
  const at = query.get('at');
  const target = at === null ? undefined : Number(at);
  const first = blocks[0]?.from;
  const last = blocks.at(-1)?.until ?? 0;

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const before = seen.current;
    // What is added above moves nothing of what is read.
    if (before !== undefined && first !== undefined && first < before.first) {
      element.scrollTop += element.scrollHeight - before.height;
    } else if (target === undefined && isAtEnd.current && hasEnd) element.scrollTop = element.scrollHeight;
    seen.current = first === undefined ? undefined : { first, height: element.scrollHeight };
  }, [blocks]);

  const shownTarget = target !== undefined && first !== undefined && first <= target && target <= last;
  useEffect(() => {
    if (!shownTarget) return;
    isAtEnd.current = false;
    box.current?.querySelector('.is-found')?.scrollIntoView({ block: 'center' });
  }, [target, shownTarget]);

  const onScroll = (): void => {
    const element = box.current;
    if (element === null) return;
    const below = element.scrollHeight - element.clientHeight - element.scrollTop;
    isAtEnd.current = below < NEAR_END;
    if (element.scrollTop < AHEAD) void reader.earlier();
    if (below < AHEAD && !hasEnd) void reader.later();
  };

  if (blocks.length === 0 && problem !== undefined) return <Trouble problem={problem} />;
  if (reader.isEmpty.value && blocks.every(({ lines }) => lines.length === 0)) {
    return <Empty>{isFollowing ? 'The task has not written anything yet.' : 'The task has written nothing.'}</Empty>;
  }
  return (
    <>
      {problem !== undefined && problem.status !== 0 && <Trouble problem={problem} />}
      {first !== undefined && first > 0 && (
        <button type="button" class="button log-more" onClick={() => void reader.earlier()}>
          Earlier: {size(first)}
        </button>
      )}
      <pre ref={box} class="log log-view" tabIndex={0} role="region" aria-label="Log" onScroll={onScroll}>
        {blocks.map((block) => (shownTarget && has(block, target) ? blockOf(block, target) : kept.current.of(block)))}
      </pre>
      <p class="log-end muted small" role="status">
        {hasEnd ? (
          isFollowing ? (
            'More follows as it is written.'
          ) : (
            'This is the end of the log.'
          )
        ) : (
          <>
            <button type="button" class="button" onClick={() => void reader.later()}>
              Later{bytes > last && `: ${size(bytes - last)}`}
            </button>{' '}
            <button type="button" class="button" onClick={() => setQuery({ at: undefined })}>
              To the end
            </button>
          </>
        )}
      </p>
    </>
  );
}

/** Blocks as they were drawn: those that are the same are not drawn again. */
class Drawn {
  readonly #drawn = new WeakMap<LogBlock, ComponentChild>();

  of(block: LogBlock): ComponentChild {
    const drawn = this.#drawn.get(block) ?? blockOf(block, undefined);
    this.#drawn.set(block, drawn);
    return drawn;
  }
}

function has({ from, until }: LogBlock, at: number): boolean {
  return from <= at && at < until;
}

/** @param target a byte whose line is marked */
function blockOf(block: LogBlock, target: number | undefined): ComponentChild {
  const ansi = new AnsiReader();
  const { lines, from } = block;
  const found = target === undefined ? -1 : lines.findLastIndex(({ at }) => at <= target);
  return (
    <span key={from} class="log-block">
      {lines.map(({ at, text }, index) => {
        const line = <LogLine key={at} pieces={ansi.read(text)} />;
        return index === found ? (
          <mark key={at} class="is-found">
            {line}
          </mark>
        ) : (
          line
        );
      })}
    </span>
  );
}
