import { AnsiReader, type StyledText } from './ansi.js';
import { visibleParts } from './visible.js';
import './log_lines.css';

/** A line of a log, as spans of text. */
export function LogLine({ pieces }: { readonly pieces: readonly StyledText[] }) {
  return (
    <span class="log-line" dir="ltr">
      {pieces.map(({ text, classes }, index) =>
        classes.length === 0 ? (
          <Visible key={index} text={text} />
        ) : (
          <span key={index} class={classes.join(' ')}>
            <Visible text={text} />
          </span>
        ),
      )}
      {'\n'}
    </span>
  );
}

/** Tabs are part of every other log. */
function Visible({ text }: { readonly text: string }) {
  const parts = text.split('\t').map(visibleParts);
  return (
    <>
      {parts.flatMap((each, column) => [
        ...(column === 0 ? [] : ['\t']),
        ...each.map((part) => (part.hidden ? <span class="hidden-character">{part.text}</span> : part.text)),
      ])}
    </>
  );
}

/** A short log, or the end of one. */
export function LogText({ text, label }: { readonly text: string; readonly label: string }) {
  const reader = new AnsiReader();
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    // Those who have no mouse scroll by the keys.
    <pre class="log" tabIndex={0} role="region" aria-label={label}>
      {lines.map((line, index) => (
        <LogLine key={index} pieces={reader.read(line)} />
      ))}
    </pre>
  );
}
