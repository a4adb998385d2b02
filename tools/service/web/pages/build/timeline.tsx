import { useMemo } from 'preact/hooks';
import type { Build } from '../../api/types.js';
import { place, setQuery } from '../../router.js';
import { now } from '../../ui/clock.js';
import { number } from '../../ui/format.js';
import { Section } from '../../ui/page.js';
import { Empty, Sketch, Trouble } from '../../ui/shown.js';
import { CriticalPath } from './critical_path.js';
import { lanesOf, type GroupedBy } from './lanes.js';
import { TimelineChart } from './timeline_chart.js';
import { TimelineTable } from './timeline_table.js';
import { useTimeline } from './use_timeline.js';

const VIEWS = [
  ['slot', 'By machine'],
  ['job', 'By job'],
  ['table', 'Table'],
  ['path', 'Critical path'],
] as const;

/** When the tasks of a build ran. The address says how it is shown. */
export function Timeline({ build, path }: { readonly build: Build; readonly path: string }) {
  const { spans, isCut, problem } = useTimeline(path, build.id);
  const view = VIEWS.find(([name]) => name === place.value.query.get('timeline'))?.[0] ?? 'slot';
  const by: GroupedBy = view === 'job' ? 'job' : 'slot';
  const { startedAt, durationMs, host } = build;
  // A build that was cut off has no end: what it recorded last is one.
  const last = build.outcome === 'unfinished' ? now.value : latestOf(spans, startedAt);
  const until = durationMs === undefined ? last : Math.max(last, startedAt + durationMs);
  const lanes = useMemo(() => lanesOf(spans?.values() ?? [], by, host, until), [spans, spans?.size, by, until]);
  return (
    <Section
      title="Timeline"
      aside={
        <div class="choices" role="group" aria-label="How the timeline is shown">
          {VIEWS.map(([name, word]) => (
            <button
              key={name}
              type="button"
              class="choice"
              aria-pressed={view === name}
              onClick={() => setQuery({ timeline: name === 'slot' ? undefined : name })}
            >
              {word}
            </button>
          ))}
        </div>
      }
    >
      {problem !== undefined && problem.status !== 0 && <Trouble problem={problem} />}
      {spans === undefined ? (
        <Sketch what="the timeline" lines={4} />
      ) : spans.size === 0 ? (
        <Empty>No task has started.</Empty>
      ) : view === 'table' ? (
        <TimelineTable lanes={lanes} build={build} />
      ) : view === 'path' ? (
        <CriticalPath build={build} path={path} />
      ) : (
        <TimelineChart lanes={lanes} build={build} until={until} />
      )}
      {isCut && <p class="muted small">Only {number(spans?.size ?? 0)} tasks are shown.</p>}
    </Section>
  );
}

function latestOf(spans: ReturnType<typeof useTimeline>['spans'], start: number): number {
  let latest = start;
  for (const { startedAt, endedAt } of spans?.values() ?? []) latest = Math.max(latest, endedAt ?? startedAt);
  return latest;
}
