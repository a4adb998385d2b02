import { useEffect, useMemo } from 'preact/hooks';
import { buildPage, logPage, partitionPage, withQuery } from '../../addresses.js';
import { token } from '../../api/session.js';
import type { Build, BuildTask, Log as LogAnswer, Page as Items } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { navigate, place } from '../../router.js';
import { count, duration, number, size } from '../../ui/format.js';
import { Page } from '../../ui/page.js';
import { problemText } from '../../ui/reasons.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown, Trouble } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { visibleText } from '../../ui/visible.js';
import './log.css';
import { LogReader } from './log_reader.js';
import { LogSearch } from './log_search.js';
import { LogView } from './log_view.js';

/** The log of a task: followed while it is written, searched, and read at any place of it. */
export function Log({ build: id }: { readonly build: string }) {
  const { query } = place.value;
  const task = query.get('task') ?? '';
  const path = `/builds/${encodeURIComponent(id)}`;
  const build = useRead<Build>(path, (event) => event.type === 'build' && event.build === id);
  const logs = useRead<Items<LogAnswer>>(
    withQuery(`${path}/logs`, { task }),
    (event) => event.type === 'build' && event.build === id,
  );
  const about = useRead<BuildTask>(
    `${path}/tasks/${encodeURIComponent(task)}`,
    (event) => event.type === 'build' && event.build === id,
  );
  const [output] = about.value?.outputs ?? [];
  return (
    <Page
      title="Log"
      above={
        <>
          <a href="/builds">Builds</a> / <a href={buildPage(id)}>build of {build.value?.graph ?? id}</a>
        </>
      }
      heading={
        output === undefined ? (
          'Log'
        ) : (
          <span class="log-title">
            Log of{' '}
            <Ref
              value={output}
              href={build.value === undefined ? undefined : partitionPage(build.value.graph, output)}
            />
          </span>
        )
      }
      about={about.value !== undefined && <About task={about.value} />}
    >
      <Shown of={logs} what="the log" lines={10}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>The task has not started: it has no log yet.</Empty>
          ) : (
            <Attempts build={id} task={task} logs={items} path={path} />
          )
        }
      </Shown>
    </Page>
  );
}

function About({ task: { job, state, attempts, durationMs, problem } }: { readonly task: BuildTask }) {
  return (
    <>
      <State state={state} /> · <Ref value={job} most={48} />
      {durationMs !== undefined && ` · took ${duration(durationMs)}`}
      {attempts > 1 && ` · ${count(attempts, 'attempt')}`}
      {state === 'failed' && ` · it ${visibleText(problemText(problem))}`}
    </>
  );
}

interface AttemptsProps {
  readonly build: string;
  readonly task: string;
  readonly logs: readonly LogAnswer[];
  readonly path: string;
}

function Attempts({ build, task, logs, path }: AttemptsProps) {
  const asked = Number(place.value.query.get('attempt'));
  const last = logs.at(-1);
  const chosen = logs.find(({ attempt }) => attempt === asked) ?? last;
  if (chosen === undefined || last === undefined) return null;
  const { attempt, bytes, problem } = chosen;
  return (
    <>
      {logs.length > 1 && (
        <div class="filters">
          <label class="field">
            <span>Attempt</span>
            <select
              class="select"
              value={String(attempt)}
              onChange={({ currentTarget: { value } }) => navigate(logPage(build, task, Number(value)))}
            >
              {logs.map(({ attempt: each, state }) => (
                <option key={each} value={String(each)}>
                  {number(each)}: {state}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      {bytes === undefined ? (
        <Trouble problem={{ status: 409, reason: 'log-elsewhere', title: 'No log here', detail: problem ?? '' }} />
      ) : (
        <LogOf key={attempt} path={path} task={task} attempt={attempt} bytes={bytes} />
      )}
    </>
  );
}

interface LogOfProps {
  readonly path: string;
  readonly task: string;
  readonly attempt: number;
  readonly bytes: number;
}

function LogOf({ path, task, attempt, bytes }: LogOfProps) {
  const query = { task, attempt: String(attempt) };
  const reader = useMemo(() => new LogReader(`${path}/log`, query), [path, task, attempt]);
  const at = place.value.query.get('at');
  useEffect(() => {
    void (at === null ? reader.follow(bytes) : reader.show(Number(at)));
    return () => reader.close();
  }, [reader, at]);
  const download = withQuery(`/api/v1${path}/log`, query);
  return (
    <>
      <div class="log-tools">
        <LogSearch path={`${path}/log/search`} query={query} />
        <p class="muted small log-facts">
          {size(bytes)}
          {token.value === undefined && (
            // A link sends no token.
            <>
              {' · '}
              <a href={download} target="_blank" rel="noopener">
                As it was written
              </a>
            </>
          )}
        </p>
      </div>
      <LogView reader={reader} bytes={bytes} />
    </>
  );
}
