import { withQuery } from '../../addresses.js';
import { send } from '../../api/call.js';
import type { LiveEvent } from '../../api/live.js';
import { mayWork } from '../../api/session.js';
import type { Trigger as Shape } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { ActionButton } from '../../ui/action_button.js';
import { count, duration, elapsed } from '../../ui/format.js';
import { Page, Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Shown, Trouble } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { Ago, Time } from '../../ui/time.js';
import { sourcesOf } from '../triggers/sources.js';
import { stateOfTrigger } from '../triggers/state_of_trigger.js';
import { Events } from './events.js';
import { Fire } from './fire.js';
import { Simulate } from './simulate.js';
import './trigger.css';

export interface TriggerProps {
  readonly graph: string;
  readonly name: string;
}

/** One trigger: when it fires, what it made of that, and what it would ask for. */
export function Trigger({ graph, name }: TriggerProps) {
  const path = `/graphs/${encodeURIComponent(graph)}/triggers/${encodeURIComponent(name)}`;
  const changes = (event: LiveEvent): boolean =>
    (event.type === 'trigger' && event.graph === graph && event.trigger === name) ||
    (event.type === 'deployment' && event.graph === graph);
  const trigger = useRead<Shape>(path, changes);
  const { value } = trigger;
  return (
    <Page
      title={name}
      heading={<Ref value={name} />}
      above={
        <>
          <a href={withQuery('/triggers', { graph })}>Triggers</a> of <Ref value={graph} />
        </>
      }
      actions={value !== undefined && mayWork.value && <Actions path={path} trigger={value} reload={trigger.reload} />}
    >
      <Shown of={trigger} what="the trigger" lines={6}>
        {(shown) => (
          <>
            {shown.problem !== undefined && (
              <Trouble
                problem={{
                  status: 200,
                  reason: shown.problem.reason,
                  title: shown.failures > 0 ? `It has failed ${count(shown.failures, 'time')}` : 'It does not work',
                  detail: shown.problem.detail,
                }}
              />
            )}
            <Facts trigger={shown} />
            <Events path={path} changes={changes} />
            {shown.trigger.schedule !== undefined && <Simulate path={path} catchUp={shown.trigger.catchUp} />}
          </>
        )}
      </Shown>
    </Page>
  );
}

interface ActionsProps {
  readonly path: string;
  readonly trigger: Shape;
  readonly reload: () => void;
}

function Actions({ path, trigger, reload }: ActionsProps) {
  const change = async (action: 'pause' | 'resume') => {
    const answer = await send('POST', `${path}/${action}`);
    reload();
    return answer;
  };
  return (
    <>
      <Fire path={path} trigger={trigger.trigger} />
      {trigger.isPaused ? (
        <ActionButton
          label="Resume"
          isMain
          act={() => change('resume')}
          done="The trigger goes on."
          confirm={{ title: 'Resume the trigger?', text: <p>{AFTER_PAUSE[trigger.trigger.catchUp]}</p> }}
        />
      ) : (
        <ActionButton label="Pause" act={() => change('pause')} done="The trigger is paused." />
      )}
    </>
  );
}

const AFTER_PAUSE = {
  all: 'Every slot that passed while it was paused is handled now. The simulation below lists them.',
  latest: 'Of the slots that passed while it was paused, the latest one is handled now.',
  none: 'The slots that passed while it was paused are not handled.',
} as const;

function Facts({ trigger }: { readonly trigger: Shape }) {
  const { lagMs, nextPoll, nextSlots, waiting } = trigger;
  const { catchUp, refs, requests = [], schedule, timeoutMs } = trigger.trigger;
  return (
    <Section title="How it works">
      <dl class="facts">
        <dt>State</dt>
        <dd>
          <State state={stateOfTrigger(trigger)} />
        </dd>
        <dt>Reacts to</dt>
        <dd>
          {sourcesOf(trigger.trigger).map((source) => (
            <div key={source}>
              <Ref value={source} />
            </div>
          ))}
        </dd>
        <dt>Requests</dt>
        <dd>
          {refs !== undefined && (
            <>
              what <Ref value={refs} /> prints
              {typeof timeoutMs === 'number' && <span class="muted"> within {duration(timeoutMs)}</span>}
            </>
          )}
          {requests.map((text) => (
            <div key={text}>
              <Ref value={text} />
            </div>
          ))}
          {refs === undefined && requests.length === 0 && 'what is downstream of the partitions'}
        </dd>
        {schedule !== undefined && (
          <>
            <dt>Missed slots</dt>
            <dd>{CATCH_UP[catchUp]}</dd>
            <dt>Next slots</dt>
            <dd>
              {nextSlots.length === 0
                ? 'none while it is paused'
                : nextSlots.map((at) => (
                    <div key={at}>
                      <Time at={at} />{' '}
                      <span class="muted">
                        <Ago at={at} />
                      </span>
                    </div>
                  ))}
            </dd>
          </>
        )}
        {typeof nextPoll === 'number' && (
          <>
            <dt>Next poll</dt>
            <dd>
              <Ago at={nextPoll} />
            </dd>
          </>
        )}
        <dt>Waiting</dt>
        <dd>{waiting === 0 ? 'nothing' : `${count(waiting, 'event')}, the oldest for ${elapsed(lagMs)}`}</dd>
      </dl>
    </Section>
  );
}

const CATCH_UP = {
  all: 'every one is handled afterwards',
  latest: 'the latest one is handled afterwards',
  none: 'none is handled afterwards',
} as const;
