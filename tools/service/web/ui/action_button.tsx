import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from '../api/problem.js';
import { ActionDialog } from './dialog.js';
import { say } from './messages.js';

export interface ActionButtonProps {
  readonly label: string;
  readonly act: () => Promise<Answer<unknown>>;
  /** What it did, for people: `The trigger is paused.` */
  readonly done: string;
  /** Asked before it is done. Left out: it is done at once, as it can be undone. */
  readonly confirm?: { readonly title: string; readonly text?: ComponentChildren } | undefined;
  readonly isMain?: boolean;
  readonly isDangerous?: boolean;
}

/** A button that changes something in the service, asks before that if it has to, and says what it did. */
export function ActionButton({ label, act, done, confirm, isMain = false, isDangerous = false }: ActionButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const doIt = async (): Promise<Answer<unknown>> => {
    setBusy(true);
    const answer = await act();
    setBusy(false);
    if (answer.ok) say(done);
    else if (confirm === undefined) say(`${answer.error.title}. ${answer.error.detail}`, 'bad');
    return answer;
  };
  const kind = isMain ? ' is-main' : isDangerous ? ' is-dangerous' : '';
  return (
    <>
      <button
        type="button"
        class={`button${kind}`}
        disabled={isBusy}
        onClick={() => (confirm === undefined ? void doIt() : setAsking(true))}
      >
        {label}
      </button>
      {isAsking && confirm !== undefined && (
        <ActionDialog
          title={confirm.title}
          verb={label}
          isDangerous={isDangerous}
          act={doIt}
          close={() => setAsking(false)}
        >
          {confirm.text}
        </ActionDialog>
      )}
    </>
  );
}
