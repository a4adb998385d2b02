import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Answer, Problem } from '../api/problem.js';
import { Trouble } from './shown.js';

export interface ActionDialogProps {
  readonly title: string;
  /** Word of the button that does it. */
  readonly verb: string;
  readonly isDangerous?: boolean;
  readonly children?: ComponentChildren;
  /** Does it. The dialog stays, and shows the problem, if that fails. */
  readonly act: () => Promise<Answer<unknown>>;
  readonly close: () => void;
}

/** Asks before something is done, or for what is needed to do it. */
export function ActionDialog({ title, verb, isDangerous = false, children, act, close }: ActionDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const answer = await act();
    setBusy(false);
    if (answer.ok) close();
    else setProblem(answer.error);
  };
  return (
    <dialog ref={dialog} aria-labelledby={heading} onClose={close}>
      <form onSubmit={(event) => void submit(event)}>
        <h2 id={heading}>{title}</h2>
        {children}
        {problem !== undefined && <Trouble problem={problem} />}
        <div class="actions">
          <button type="button" class="button" onClick={close}>
            Leave it
          </button>
          <button type="submit" class={isDangerous ? 'button is-dangerous' : 'button is-main'} disabled={isBusy}>
            {verb}
          </button>
        </div>
      </form>
    </dialog>
  );
}
