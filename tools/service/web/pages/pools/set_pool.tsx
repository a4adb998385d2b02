import { useState } from 'preact/hooks';
import { send } from '../../api/call.js';
import type { Answer } from '../../api/problem.js';
import type { Pool } from '../../api/types.js';
import { ActionDialog } from '../../ui/dialog.js';
import { say } from '../../ui/messages.js';

export interface SetPoolProps {
  /** Left out: a new one. */
  readonly pool?: Pool;
  readonly reload: () => void;
}

/** Makes a pool, or changes how many slots it has. */
export function SetPool({ pool, reload }: SetPoolProps) {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [slots, setSlots] = useState('');
  const open = (): void => {
    setName(pool?.name ?? '');
    setSlots(pool === undefined ? '' : String(pool.slots));
    setOpen(true);
  };
  const act = async (): Promise<Answer<unknown>> => {
    const answer = await send('PUT', `/pools/${encodeURIComponent(name)}`, { body: { slots: Number(slots) } });
    if (answer.ok) say(pool === undefined ? 'The pool was created.' : 'The number of slots was changed.');
    reload();
    return answer;
  };
  return (
    <>
      <button type="button" class="button" onClick={open}>
        {pool === undefined ? 'New pool …' : 'Change …'}
      </button>
      {isOpen && (
        <ActionDialog
          title={pool === undefined ? 'New pool' : 'Change the pool'}
          verb={pool === undefined ? 'Create' : 'Change'}
          act={act}
          close={() => setOpen(false)}
        >
          {pool === undefined ? (
            <label class="field">
              <span>Name</span>
              <input class="input" required value={name} onInput={(event) => setName(event.currentTarget.value)} />
            </label>
          ) : (
            <p>Slots that are held stay held.</p>
          )}
          <label class="field">
            <span>How many attempts may use it at once</span>
            <input
              class="input"
              type="number"
              min="1"
              max="2147483647"
              required
              value={slots}
              onInput={(event) => setSlots(event.currentTarget.value)}
            />
          </label>
        </ActionDialog>
      )}
    </>
  );
}
