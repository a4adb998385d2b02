import { signal } from '@preact/signals';

interface Message {
  readonly id: number;
  readonly text: string;
  readonly kind: 'good' | 'bad';
}

const messages = signal<readonly Message[]>([]);
let lastId = 0;

/** Something that went wrong stays until it is closed. */
const SHOWN_MS = 6000;

/** Says what an action did, at the edge of the page and to screen readers. */
export function say(text: string, kind: Message['kind'] = 'good'): void {
  const id = ++lastId;
  messages.value = [...messages.value.slice(-2), { id, text, kind }];
  if (kind === 'good') setTimeout(() => close(id), SHOWN_MS);
}

function close(id: number): void {
  messages.value = messages.value.filter((message) => message.id !== id);
}

export function Messages() {
  return (
    <div class="messages" role="status" aria-live="polite">
      {messages.value.map(({ id, text, kind }) => (
        <p key={id} class={`message is-${kind}`}>
          {text}
          <button type="button" class="icon-button" aria-label="Close this message" onClick={() => close(id)}>
            <svg viewBox="0 0 12 12" aria-hidden="true">
              <path d="M2.5 2.5L9.5 9.5M9.5 2.5L2.5 9.5" />
            </svg>
          </button>
        </p>
      ))}
    </div>
  );
}
