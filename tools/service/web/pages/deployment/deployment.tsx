import { withQuery } from '../../addresses.js';
import { send } from '../../api/call.js';
import type { LiveEvent } from '../../api/live.js';
import { mayOperate } from '../../api/session.js';
import type { Build, Deployment as Shape } from '../../api/types.js';
import { useList, useRead } from '../../api/use_read.js';
import { navigate } from '../../router.js';
import { ActionButton } from '../../ui/action_button.js';
import { Copy } from '../../ui/copy.js';
import { queryOf } from '../../ui/filter.js';
import { number, size } from '../../ui/format.js';
import { List } from '../../ui/list.js';
import { Page, Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Shown } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import { BUILD_COLUMNS } from '../builds/columns.js';
import { Diff } from './diff.js';

/** One deployment: what it is, what it would make stale, and what it made. */
export function Deployment({ digest }: { readonly digest: string }) {
  const path = `/deployments/${digest}`;
  const changes = (event: LiveEvent): boolean => event.type === 'deployment';
  const deployment = useRead<Shape>(path, changes);
  const { value } = deployment;
  const short = digest.slice(0, 12);
  return (
    <Page
      title={`Deployment ${short}`}
      heading={
        <>
          Deployment <span class="mono">{short}</span>
        </>
      }
      above={
        value === undefined ? (
          <a href="/deployments">Deployments</a>
        ) : (
          <>
            <a href={withQuery('/deployments', { graph: value.graph })}>Deployments</a> of <Ref value={value.graph} />
          </>
        )
      }
      actions={
        value !== undefined && mayOperate.value && <Actions path={path} deployment={value} reload={deployment.reload} />
      }
    >
      <Shown of={deployment} what="the deployment" lines={6}>
        {(shown) => (
          <>
            <Facts deployment={shown} />
            {shown.state !== 'deleted' && shown.state !== 'arriving' && (
              <Diff path={path} isCurrent={shown.state === 'current'} />
            )}
            <Builds path={path} />
          </>
        )}
      </Shown>
    </Page>
  );
}

interface ActionsProps {
  readonly path: string;
  readonly deployment: Shape;
  readonly reload: () => void;
}

function Actions({ path, deployment: { state, graph }, reload }: ActionsProps) {
  const makeCurrent = async () => {
    const answer = await send('POST', `${path}/current`);
    reload();
    return answer;
  };
  const remove = async () => {
    const answer = await send('DELETE', path);
    if (answer.ok) navigate('/deployments');
    return answer;
  };
  if (state !== 'staged' && state !== 'former') return null;
  return (
    <>
      <ActionButton
        label="Make current"
        isMain
        act={makeCurrent}
        done="It is the current deployment now."
        confirm={{
          title: 'Make this deployment the current one?',
          text: (
            <p>
              New requests and the triggers of <Ref value={graph} /> use it from now on. Builds that run are not
              changed. You can go back to the other one in the same way.
            </p>
          ),
        }}
      />
      <ActionButton
        label="Remove"
        isDangerous
        act={remove}
        done="The deployment was removed."
        confirm={{
          title: 'Remove this deployment?',
          text: <p>Its archive is deleted, and cannot be restored. Partitions that it made are not changed.</p>,
        }}
      />
    </>
  );
}

function Facts({ deployment }: { readonly deployment: Shape }) {
  const { currentAt, digest, jobs, madeAt, madeBy, state, triggers, version } = deployment;
  return (
    <Section title="What it is">
      <dl class="facts">
        <dt>State</dt>
        <dd>
          <State state={state} />
        </dd>
        <dt>Uploaded</dt>
        <dd>
          <Time at={madeAt} /> by <Ref value={madeBy} />
        </dd>
        {currentAt !== undefined && (
          <>
            <dt>{state === 'current' ? 'Current since' : 'Last current'}</dt>
            <dd>
              <Time at={currentAt} />
            </dd>
          </>
        )}
        <dt>Jobs</dt>
        <dd>{number(jobs)}</dd>
        <dt>Triggers</dt>
        <dd>
          {triggers.length === 0
            ? 'none'
            : triggers.map((name) => (
                <div key={name}>
                  <Ref value={name} />
                </div>
              ))}
        </dd>
        <dt>Made with</dt>
        <dd>
          <Ref value={version} />
        </dd>
        <dt>Size</dt>
        <dd>
          {size(deployment.size)}, {size(deployment.unpackedBytes)} unpacked
        </dd>
        <dt>Digest</dt>
        <dd>
          <span class="mono">{digest}</span> <Copy text={digest} what="the digest" />
        </dd>
      </dl>
    </Section>
  );
}

function Builds({ path }: { readonly path: string }) {
  const builds = useList<Build>(`${path}/builds`, { after: queryOf('after') }, ({ type }) => type === 'build');
  return (
    <Section title="What it built">
      <List
        of={builds}
        what="its builds"
        caption="Builds of this deployment, the newest first"
        columns={BUILD_COLUMNS}
        keyOf={({ id }) => id}
        empty="It has built nothing yet."
      />
    </Section>
  );
}
