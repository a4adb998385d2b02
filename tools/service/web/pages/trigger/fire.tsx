import { useState } from 'preact/hooks';
import { send } from '../../api/call.js';
import type { Answer } from '../../api/problem.js';
import type { Trigger, TriggerEvent } from '../../api/types.js';
import { ActionDialog } from '../../ui/dialog.js';
import { say } from '../../ui/messages.js';

export interface FireProps {
  readonly path: string;
  readonly trigger: Trigger['trigger'];
}

/** Fires a trigger by hand: for a slot, for partitions, or with a body, whichever it reacts to. */
export function Fire({ path, trigger }: FireProps) {
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const kind = trigger.schedule !== undefined ? 'slot' : trigger.onPartitions !== undefined ? 'partitions' : 'body';
  const act = async (): Promise<Answer<unknown>> => {
    const body = bodyOf(kind, typed);
    if (!body.ok) return body;
    const answer = await send<TriggerEvent>('POST', `${path}/fire`, { body: body.value });
    if (answer.ok) say('The trigger was fired. The list of events shows what becomes of it.');
    return answer;
  };
  return (
    <>
      <button type="button" class="button" onClick={() => setOpen(true)}>
        Fire …
      </button>
      {isOpen && (
        <ActionDialog title="Fire the trigger" verb="Fire" act={act} close={() => setOpen(false)}>
          <p>It makes a request as if this had happened, also while it is paused.</p>
          <div class="field">
            <label for="fire">{LABELS[kind]}</label>
            {kind === 'slot' ? (
              <input
                id="fire"
                class="input"
                type="datetime-local"
                step="1"
                required
                value={typed}
                onInput={(event) => setTyped(event.currentTarget.value)}
              />
            ) : (
              <textarea
                id="fire"
                class="input mono"
                required={kind === 'partitions'}
                spellcheck={false}
                value={typed}
                onInput={(event) => setTyped(event.currentTarget.value)}
              />
            )}
          </div>
        </ActionDialog>
      )}
    </>
  );
}

const LABELS = {
  slot: 'Slot, in your time zone',
  partitions: 'Partitions, one on each line',
  body: 'Body of the event, as JSON; empty: none',
} as const;

function bodyOf(kind: keyof typeof LABELS, typed: string): Answer<object> {
  switch (kind) {
    case 'slot':
      return { ok: true, value: { slot: new Date(typed).toISOString() } };
    case 'partitions':
      return { ok: true, value: { partitions: typed.split('\n').filter((line) => line !== '') } };
    case 'body':
      try {
        return { ok: true, value: typed.trim() === '' ? {} : { body: JSON.parse(typed) as unknown } };
      } catch (error) {
        const detail = error instanceof Error ? error.message : '';
        return { ok: false, error: { status: 0, reason: 'not-json', title: 'This is not JSON', detail } };
      }
  }
}
