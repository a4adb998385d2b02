import { useMemo, useState } from 'preact/hooks';
import { requestPage } from '../../addresses.js';
import { send } from '../../api/call.js';
import type { Problem } from '../../api/problem.js';
import { mayWork } from '../../api/session.js';
import type { Request } from '../../api/types.js';
import { navigate, place } from '../../router.js';
import { useGraphChoices } from '../../ui/graphs.js';
import { Page } from '../../ui/page.js';
import { Empty, Trouble } from '../../ui/shown.js';
import { bodyOf, fieldsOf, newKey, type Fields } from './new_request_fields.js';
import './request.css';

const VALIDITIES = [
  ['', 'As each job says'],
  ['presence', 'It is there'],
  ['version', 'Made by this version of the job'],
  ['content', 'Made by the same content'],
] as const;

/** Asks for partitions. What would be built is shown before anything is: a person approves the plan. */
export function NewRequest() {
  const choices = useGraphChoices();
  const [fields, setFields] = useState<Fields>(() => fieldsOf(place.peek().query));
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  // Sending the same again is the same request.
  const key = useMemo(newKey, [fields]);
  const graph = fields.graph === '' ? (choices[0]?.[0] ?? '') : fields.graph;
  const set =
    (name: keyof Fields) =>
    ({ currentTarget }: { readonly currentTarget: { readonly value: string } }): void =>
      setFields({ ...fields, [name]: currentTarget.value });
  const check =
    (name: keyof Fields) =>
    ({ currentTarget: { checked } }: { readonly currentTarget: { readonly checked: boolean } }): void =>
      setFields({ ...fields, [name]: checked });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    const answer = await send<Request>('POST', '/requests', { body: bodyOf({ ...fields, graph }), key });
    setBusy(false);
    if (answer.ok) navigate(requestPage(answer.value.id));
    else setProblem(answer.error);
  };
  return (
    <Page
      title="New request"
      above={<a href="/requests">Requests</a>}
      about="What would be built, and why, is shown before anything is built."
    >
      {!mayWork.value ? (
        <Empty>You may look at everything, but not request anything: that takes the role of an operator.</Empty>
      ) : (
        <form class="new-request" onSubmit={(event) => void submit(event)}>
          <label class="field">
            <span>Graph</span>
            <select class="select" value={graph} onChange={set('graph')}>
              {choices.some(([value]) => value === graph) || graph === '' ? null : (
                <option value={graph}>{graph}</option>
              )}
              {choices.map(([value, word]) => (
                <option key={value} value={value}>
                  {word}
                </option>
              ))}
            </select>
          </label>
          <fieldset>
            <legend>Partitions</legend>
            <label class="field">
              <span>Refs, one a line</span>
              <textarea
                class="input"
                name="refs"
                spellcheck={false}
                placeholder={'daily_summary/date=2024-03-01'}
                value={fields.refs}
                onInput={set('refs')}
              />
            </label>
            <label class="field">
              <span>Or all that match a pattern of expected partitions</span>
              <input
                class="input mono"
                name="match"
                spellcheck={false}
                placeholder="daily_summary/date={date}"
                value={fields.match}
                onInput={set('match')}
              />
            </label>
            <div class="row">
              <label class="field">
                <span>From</span>
                <input
                  class="input mono"
                  name="from"
                  placeholder="date=2024-03-01"
                  value={fields.from}
                  onInput={set('from')}
                />
              </label>
              <label class="field">
                <span>To</span>
                <input
                  class="input mono"
                  name="to"
                  placeholder="date=2024-03-31"
                  value={fields.to}
                  onInput={set('to')}
                />
              </label>
            </div>
          </fieldset>
          <fieldset>
            <legend>How</legend>
            <label class="field">
              <span>A partition is valid if</span>
              <select class="select" name="validity" value={fields.validity} onChange={set('validity')}>
                {VALIDITIES.map(([value, word]) => (
                  <option key={value} value={value}>
                    {word}
                  </option>
                ))}
              </select>
            </label>
            <label class="check">
              <input type="checkbox" name="force" checked={fields.force} onChange={check('force')} />
              <span>Build the refs above again even if they are valid</span>
            </label>
            <label class="check">
              <input type="checkbox" name="optimistic" checked={fields.optimistic} onChange={check('optimistic')} />
              <span>After a failure, go on with what does not depend on it</span>
            </label>
            <div class="row">
              <label class="field">
                <span>Cut into builds of at most (tasks)</span>
                <input
                  class="input"
                  name="size"
                  inputMode="numeric"
                  pattern="[0-9]*"
                  value={fields.size}
                  onInput={set('size')}
                />
              </label>
              <label class="field">
                <span>Priority</span>
                <input
                  class="input"
                  name="priority"
                  inputMode="numeric"
                  pattern="-?[0-9]*"
                  value={fields.priority}
                  onInput={set('priority')}
                />
              </label>
            </div>
          </fieldset>
          <label class="field">
            <span>Note, for people</span>
            <input class="input" name="note" maxLength={10_000} value={fields.note} onInput={set('note')} />
          </label>
          {problem !== undefined && <Trouble problem={problem} />}
          <div class="actions">
            <button type="submit" class="button is-main" disabled={isBusy}>
              Preview
            </button>
          </div>
        </form>
      )}
    </Page>
  );
}
