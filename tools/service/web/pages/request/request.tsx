import { deploymentPage, graphPage, requestPage, triggerPage } from '../../addresses.js';
import type { LiveEvent } from '../../api/live.js';
import { mayWork } from '../../api/session.js';
import type { Request as RequestAnswer } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { number } from '../../ui/format.js';
import { Page, Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown, Sketch } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import { Wanted } from '../../ui/wanted.js';
import { Actions } from './actions.js';
import { Backfill } from './backfill.js';
import { Drift } from './drift.js';
import { Plan } from './plan.js';
import { PlannedTasks } from './planned_tasks.js';
import './request.css';
import { RequestBuilds } from './request_builds.js';

/** One request: what it would build and why, who has to approve it, and what became of it. */
export function Request({ id }: { readonly id: string }) {
  const path = `/requests/${encodeURIComponent(id)}`;
  const changes = (event: LiveEvent): boolean => event.type === 'request' && event.request === id;
  const request = useRead<RequestAnswer>(path, changes);
  const { value } = request;
  return (
    <Page
      title="Request"
      above={<a href="/requests">Requests</a>}
      heading={
        value === undefined ? (
          'Request'
        ) : (
          <span class="build-title">
            <span>
              <Wanted wanted={value.wanted} />
            </span>
            <span class="build-state">
              <State state={value.state} />
            </span>
          </span>
        )
      }
      about={value !== undefined && <About request={value} />}
      actions={value !== undefined && mayWork.value && <Actions request={value} path={path} />}
    >
      <Shown of={request} what="the request" lines={8}>
        {(found) => (
          <>
            {found.note !== undefined && <p class="request-note">{found.note}</p>}
            <Standing request={found} />
            {found.changes !== undefined && <Drift changes={found.changes} />}
            <RequestBuilds path={path} changes={changes} />
            {found.size !== undefined && <Backfill path={path} request={found} />}
            {found.plan !== undefined && (
              <>
                <Plan summary={found.plan.summary} graph={found.graph} />
                <PlannedTasks
                  path={path}
                  graph={found.graph}
                  plan={found.plan.id}
                  isUncertain={found.plan.summary.ifInputsChange > 0}
                />
              </>
            )}
          </>
        )}
      </Shown>
    </Page>
  );
}

function About({ request }: { readonly request: RequestAnswer }) {
  const { id, graph, madeAt, madeBy, source, priority, deployment, parent, approvedBy } = request;
  return (
    <>
      Of <Ref value={graph} href={graphPage(graph)} />, made <Time at={madeAt} /> by{' '}
      {source.trigger === undefined ? (
        <Ref value={madeBy} most={32} />
      ) : (
        <>
          trigger <Ref value={source.trigger} href={triggerPage(graph, source.trigger)} most={32} />
        </>
      )}
      {approvedBy !== undefined && (
        <>
          {' · approved by '}
          {approvedBy === 'policy' ? 'policy' : <Ref value={approvedBy} most={32} />}
        </>
      )}
      {priority !== 0 && ` · priority ${number(priority)}`}
      {parent !== undefined && (
        <>
          {' · part of '}
          <a href={requestPage(parent)}>a backfill</a>
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

/** What the request waits for, or why it ended without what it asked for. */
function Standing({ request: { state, plan, problem, waitingFor } }: { readonly request: RequestAnswer }) {
  if (state === 'accepted' || state === 'planning') {
    return plan === undefined ? (
      <Section title="Plan">
        <p class="muted" role="status">
          The plan is being made …
        </p>
        <Sketch what="the plan" lines={5} />
      </Section>
    ) : (
      <p class="notice">The plan is being made again.</p>
    );
  }
  if (state === 'waiting-for-approval') {
    return <p class="notice">Nothing is built before a person approves this plan.</p>;
  }
  if (state === 'nothing-to-do') return <Empty>Everything that was asked for is up to date.</Empty>;
  if (problem !== undefined) {
    return (
      <div class="trouble">
        <p class="trouble-title">{state === 'refused' ? 'The request was refused' : 'The request failed'}</p>
        <p class="request-detail">{problem.detail}</p>
      </div>
    );
  }
  if (state !== 'waiting-for-builds' || waitingFor === undefined) return null;
  return (
    <Section title="Waits for other builds">
      <ul>
        {waitingFor.map(({ request, partitions, first }) => (
          <li key={request}>
            <a href={requestPage(request)}>A request</a> that makes <Ref value={first} />
            {partitions > 1 && ` and ${number(partitions - 1)} more of the same partitions`}
          </li>
        ))}
      </ul>
    </Section>
  );
}
