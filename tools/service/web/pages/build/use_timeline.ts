import { useEffect, useState } from 'preact/hooks';
import { withQuery } from '../../addresses.js';
import { get } from '../../api/call.js';
import { onEvent } from '../../api/live.js';
import type { Problem } from '../../api/problem.js';
import type { TaskSpan, Timeline } from '../../api/types.js';

/** Tasks that were started, as far as they are read. */
export interface TimelineReading {
  /** Undefined until the first answer. */
  readonly spans?: ReadonlyMap<string, TaskSpan>;
  /** More tasks than a page can draw. */
  readonly isCut: boolean;
  readonly problem?: Problem;
}

/** A chart with more bars than that would tell nothing. */
const MOST_SPANS = 100_000;

/** Time between two reads while a build runs. */
const TOGETHER_MS = 1000;

/** Reads the tasks of a build that were started, and after that only what changed. */
export function useTimeline(path: string, build: string): TimelineReading {
  const [reading, setReading] = useState<TimelineReading>({ isCut: false });
  useEffect(() => {
    const ended = new AbortController();
    const spans = new Map<string, TaskSpan>();
    let after: string | undefined;
    let isReading = false;
    let hasChanged = false;
    const read = async (): Promise<void> => {
      if (isReading) {
        hasChanged = true;
        return;
      }
      isReading = true;
      do {
        hasChanged = false;
        const answer = await get<Timeline>(withQuery(`${path}/timeline`, { after }), ended.signal);
        if (ended.signal.aborted) return;
        if (!answer.ok) {
          setReading({ spans, isCut: false, problem: answer.error });
          break;
        }
        for (const span of answer.value.items) spans.set(span.id, span);
        after = answer.value.last ?? after;
        const isCut = spans.size >= MOST_SPANS;
        hasChanged ||= !answer.value.isComplete && !isCut;
        if (answer.value.isComplete || isCut) setReading({ spans, isCut });
      } while (hasChanged);
      isReading = false;
    };
    void read();
    let timer: number | undefined;
    const stop = onEvent((event) => {
      if (event.type !== 'reload' && !(event.type === 'build' && event.build === build)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void read();
      }, TOGETHER_MS);
    });
    return () => {
      ended.abort();
      clearTimeout(timer);
      stop();
    };
  }, [path, build]);
  return reading;
}
