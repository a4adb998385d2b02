import { deploymentPage, graphPage, requestPage } from '../../addresses.js';
import { send } from '../../api/call.js';
import type { LiveEvent } from '../../api/live.js';
import { mayWork } from '../../api/session.js';
import type { Build as BuildAnswer, BuildProgress, Request } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { ActionButton } from '../../ui/action_button.js';
import { Page } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Shown } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import './build.css';
import { Counts } from './counts.js';
import { Failures } from './failures.js';
import { Jobs } from './jobs.js';
import { Tasks } from './tasks.js';
import { Timeline } from './timeline.js';
import { Waiting } from './waiting.js';

/** One build: what failed, how far it is, what it waits for, when its tasks ran, and all of them. */
export function Build({ id }: { readonly id: string }) {
  const path = `/builds/${encodeURIComponent(id)}`;
  const changes = (event: LiveEvent): boolean => event.type === 'build' && event.build === id;
  const build = useRead<BuildAnswer>(path, changes);
  const progress = useRead<BuildProgress>(`${path}/progress`, changes);
  const { value } = build;
  return (
    <Page
      title="Build"
      above={<a href="/builds">Builds</a>}
      heading={
        value === undefined ? (
          'Build'
        ) : (
          <span class="build-title">
            <span>
              Build of <Ref value={value.graph} href={graphPage(value.graph)} />
            </span>
            <span class="build-state">
              <State state={value.outcome} />
            </span>
          </span>
        )
      }
      about={value !== undefined && <About build={value} />}
      actions={value?.request !== undefined && mayWork.value && <Actions build={value} request={value.request} />}
    >
      <Shown of={build} what="the build" lines={8}>
        {(found) => (
          <>
            {found.stopping !== undefined && found.outcome === 'unfinished' && (
              <p class="notice">Nothing new starts ({found.stopping}). The build ends with the tasks that still run.</p>
            )}
            {found.outcome === 'interrupted' && (
              <p class="notice">The process of this build ended before the build did. What it had recorded is kept.</p>
            )}
            <Counts build={found} remainingMs={progress.value?.remainingMs} />
            {(found.counts['failed'] ?? 0) > 0 && <Failures build={found} path={path} changes={changes} />}
            {found.outcome === 'unfinished' && <Waiting build={found} path={path} changes={changes} />}
            <Timeline build={found} path={path} />
            <Jobs of={progress} />
            <Tasks build={found} path={path} changes={changes} />
          </>
        )}
      </Shown>
    </Page>
  );
}

function About({ build }: { readonly build: BuildAnswer }) {
  const { id, startedAt, host, request, deployment } = build;
  return (
    <>
      Started <Time at={startedAt} /> on <Ref value={host} most={40} />
      {request !== undefined && (
        <>
          {' · '}
          <a href={requestPage(request)}>its request</a>
        </>
      )}
      {deployment !== undefined && deployment !== 'embedded' && (
        <>
          {' · deployment '}
          <a href={deploymentPage(deployment)}>
            <code>{deployment.slice(0, 12)}</code>
          </a>
        </>
      )}
      {' · '}
      <code>{id}</code>
    </>
  );
}

/** A build is cancelled and done again by its request. */
function Actions({ build, request }: { readonly build: BuildAnswer; readonly request: string }) {
  const path = `/requests/${encodeURIComponent(request)}`;
  const { value } = useRead<Request>(path, (event) => event.type === 'request' && event.request === request);
  if (build.outcome === 'unfinished' && value?.state === 'running') {
    const isEnding = build.stopping !== undefined || value.cancelling === true;
    const cancel = () => send('POST', `${path}/cancel`);
    return isEnding ? (
      <ActionButton
        label="End running tasks"
        act={cancel}
        done="The tasks that run are being ended."
        confirm={{ title: 'End the tasks that run?', text: <p>Their work is lost. What was recorded is kept.</p> }}
        isDangerous
      />
    ) : (
      <ActionButton
        label="Cancel"
        act={cancel}
        done="The build is being cancelled."
        confirm={{
          title: 'Cancel this build?',
          text: <p>Nothing new starts, and the build ends with the tasks that run. The request can be retried.</p>,
        }}
        isDangerous
      />
    );
  }
  const isOver = value?.state === 'failed' || value?.state === 'cancelled' || value?.state === 'refused';
  // Only the newest build of a request can be done again.
  if (build.outcome === 'unfinished' || build.outcome === 'succeeded' || !isOver) return null;
  return (
    <ActionButton
      label={build.outcome === 'failed' ? 'Retry what failed' : 'Go on'}
      act={() => send('POST', `${path}/retry`)}
      done="The request is planned again. What was built is kept."
      isMain
    />
  );
}
