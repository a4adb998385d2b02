import { say } from './messages.js';

/** Copies a text to the clipboard. */
export function Copy({ text, what }: { readonly text: string; readonly what: string }) {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      say('Copied.');
    } catch {
      say('The browser does not allow copying.', 'bad');
    }
  };
  return (
    <button type="button" class="icon-button" aria-label={`Copy ${what}`} title="Copy" onClick={() => void copy()}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d="M4 4V1.5H10.5V8H8M1.5 4H8V10.5H1.5z" />
      </svg>
    </button>
  );
}
