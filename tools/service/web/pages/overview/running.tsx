import { buildPage } from '../../addresses.js';
import type { Build, Page } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { now } from '../../ui/clock.js';
import { elapsed, number } from '../../ui/format.js';
import { Section } from '../../ui/page.js';
import { Progress } from '../../ui/progress.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown } from '../../ui/shown.js';
import { StateShape } from '../../ui/state.js';
import { Since } from '../../ui/time.js';
import { endedTasks, remainingMs } from '../builds/progress.js';

/** Builds that run, with how far they are. */
export function Running() {
  const builds = useRead<Page<Build>>(
    '/builds?outcome=unfinished&limit=20',
    ({ type }) => type === 'build' || type === 'task',
  );
  return (
    <Section title="Running">
      <Shown of={builds} what="the builds that run">
        {({ items }) =>
          items.length === 0 ? (
            <Empty>No build is running.</Empty>
          ) : (
            <ul>
              {items.map((build) => (
                <RunningBuild key={build.id} build={build} />
              ))}
            </ul>
          )
        }
      </Shown>
    </Section>
  );
}

function RunningBuild({ build }: { readonly build: Build }) {
  const { id, graph, startedAt, tasks, counts } = build;
  const failed = counts['failed'] ?? 0;
  const done = endedTasks(build);
  const remaining = remainingMs(build, now.value);
  return (
    <li class="item">
      <div class="item-line">
        <span class="state">
          <StateShape state="running" />
          <a href={buildPage(id)}>
            <Ref value={graph} most={56} />
          </a>
        </span>
        <span class="muted">
          <Since at={startedAt} />
          {remaining !== undefined && `, about ${elapsed(remaining)} left`}
        </span>
      </div>
      <Progress done={done} failed={failed} of={tasks} label="Tasks that ended" />
      <div class="small muted">
        {number(done)} of {number(tasks)} tasks
        {failed > 0 && <span class="is-failure"> · {number(failed)} failed</span>}
      </div>
    </li>
  );
}
