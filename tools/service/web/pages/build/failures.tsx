import { useState } from 'preact/hooks';
import { logPage } from '../../addresses.js';
import type { LiveEvent } from '../../api/live.js';
import type { Build, BuildTask } from '../../api/types.js';
import { useList } from '../../api/use_read.js';
import { count, number } from '../../ui/format.js';
import { LogText } from '../../ui/log_lines.js';
import { Section } from '../../ui/page.js';
import { problemText } from '../../ui/reasons.js';
import { Shown } from '../../ui/shown.js';
import { StateShape } from '../../ui/state.js';
import { visibleText } from '../../ui/visible.js';
import { TaskName } from './task_name.js';

export interface PartProps {
  readonly build: Build;
  /** Of the call that shows the build. */
  readonly path: string;
  readonly changes: (event: LiveEvent) => boolean;
}

/** The ends of the logs of so many failures are open. */
const OPEN = 3;

/** More of them are shown when they are asked for. */
const FIRST = 8;

/** What failed, each with the end of its log. */
export function Failures({ build, path, changes }: PartProps) {
  const [most, setMost] = useState(FIRST);
  const failed = useList<BuildTask>(`${path}/tasks`, { state: 'failed' }, changes);
  const { failed: failures = 0, skipped = 0 } = build.counts;
  return (
    <Section
      title={count(failures, 'failure')}
      aside={skipped > 0 && `${number(skipped)} ${skipped === 1 ? 'task was' : 'tasks were'} skipped because of it`}
    >
      <Shown of={failed} what="the failures">
        {(tasks) => (
          <>
            <ul class="failures">
              {tasks.slice(0, most).map((task, index) => (
                <Failure key={task.id} task={task} build={build} isOpen={index < OPEN} />
              ))}
            </ul>
            {(tasks.length > most || failed.more !== undefined) && (
              <button
                type="button"
                class="button table-more"
                onClick={() => {
                  setMost(most * 5);
                  if (tasks.length < most * 5) failed.more?.();
                }}
              >
                Show more
              </button>
            )}
          </>
        )}
      </Shown>
    </Section>
  );
}

interface FailureProps {
  readonly task: BuildTask;
  readonly build: Build;
  readonly isOpen: boolean;
}

function Failure({ task, build, isOpen }: FailureProps) {
  const { id, attempts, problem, logTail = '' } = task;
  return (
    <li class="failure">
      <div class="failure-head">
        <span class="state">
          <StateShape state="failed" />
          <TaskName task={task} graph={build.graph} />
        </span>
        <a href={logPage(build.id, id)}>Log</a>
      </div>
      <p>
        It {visibleText(problemText(problem))}
        {attempts > 1 && ` in attempt ${number(attempts)}`}.
      </p>
      {logTail !== '' && (
        <details open={isOpen}>
          <summary>The end of its log</summary>
          <LogText text={logTail} label={`The end of the log of ${visibleText(task.outputs[0] ?? id)}`} />
        </details>
      )}
    </li>
  );
}
