import type { ComponentChildren } from 'preact';
import { buildPage, requestPage, triggerPage } from '../../addresses.js';
import type { Build, Page, Request, Trigger } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { count, elapsed } from '../../ui/format.js';
import { Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { Ago } from '../../ui/time.js';
import { Wanted } from '../../ui/wanted.js';
import { stateOfTrigger } from '../triggers/state_of_trigger.js';

/** Requests that wait for a person. */
export function Approvals() {
  const requests = useRead<Page<Request>>(
    '/requests?state=waiting-for-approval&limit=5',
    ({ type }) => type === 'request',
  );
  return (
    <Section title="Waiting for approval" aside={<a href="/requests?state=waiting-for-approval">All</a>}>
      <Shown of={requests} what="the requests">
        {({ items }) => (
          <Items items={items} empty="No request waits for a person.">
            {({ id, madeAt, madeBy, plan, wanted }) => (
              <li key={id} class="item">
                <div class="item-line">
                  <Wanted wanted={wanted} href={requestPage(id)} most={32} />
                  <span class="muted">
                    <Ago at={madeAt} />
                  </span>
                </div>
                <div class="small muted">
                  {plan !== undefined && `${count(plan.summary.tasks, 'task')}, `}
                  requested by <Ref value={madeBy} most={32} />
                </div>
              </li>
            )}
          </Items>
        )}
      </Shown>
    </Section>
  );
}

/** Triggers that do not do what they should. */
export function LateTriggers() {
  const triggers = useRead<Page<Trigger>>(
    '/triggers',
    ({ type }) => type === 'trigger' || type === 'deployment' || type === 'request',
  );
  return (
    <Section title="Late triggers" aside={<a href="/triggers">All</a>}>
      <Shown of={triggers} what="the triggers">
        {({ items }) => (
          <Items
            items={items.filter((trigger) => ['late', 'failed'].includes(stateOfTrigger(trigger)))}
            empty="Every trigger is on time."
          >
            {(trigger) => (
              <li key={`${trigger.graph} ${trigger.name}`} class="item">
                <div class="item-line">
                  <a href={triggerPage(trigger.graph, trigger.name)}>
                    <Ref value={trigger.name} most={32} />
                  </a>
                  <State state={stateOfTrigger(trigger)} />
                </div>
                <div class="small muted">
                  {trigger.problem?.detail ??
                    `${count(trigger.waiting, 'event')} waiting, the oldest for ${elapsed(trigger.lagMs)}`}
                </div>
              </li>
            )}
          </Items>
        )}
      </Shown>
    </Section>
  );
}

/** The builds that failed last. */
export function FailedBuilds() {
  const builds = useRead<Page<Build>>('/builds?outcome=failed&limit=5', ({ type }) => type === 'build');
  return (
    <Section title="Failed last" aside={<a href="/builds?outcome=failed">All</a>}>
      <Shown of={builds} what="the builds that failed">
        {({ items }) => (
          <Items items={items} empty="No build has failed.">
            {({ id, graph, startedAt, durationMs = 0, counts }) => (
              <li key={id} class="item">
                <div class="item-line">
                  <a href={buildPage(id)}>
                    <Ref value={graph} most={32} />
                  </a>
                  <span class="muted">
                    <Ago at={startedAt + durationMs} />
                  </span>
                </div>
                <div class="small muted">
                  {count(counts['failed'] ?? 0, 'task')} failed
                  {(counts['skipped'] ?? 0) > 0 && `, ${count(counts['skipped'] ?? 0, 'task')} skipped`}
                </div>
              </li>
            )}
          </Items>
        )}
      </Shown>
    </Section>
  );
}

interface ItemsProps<Item> {
  readonly items: readonly Item[];
  readonly empty: string;
  readonly children: (item: Item) => ComponentChildren;
}

function Items<Item>({ items, empty, children }: ItemsProps<Item>) {
  return items.length === 0 ? <Empty>{empty}</Empty> : <ul>{items.map(children)}</ul>;
}
