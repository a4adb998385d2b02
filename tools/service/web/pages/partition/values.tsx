import { Ref } from '../../ui/ref.js';

/** Values that are shown before the rest is only counted. */
const SHOWN = 6;

/** Texts from outside, one below the other. */
export function Values({ of }: { readonly of: readonly string[] }) {
  if (of.length === 0) return <span class="muted">none</span>;
  return (
    <ul class="values">
      {of.slice(0, SHOWN).map((text, index) => (
        <li key={index}>{text === '' ? <span class="muted">empty</span> : <Ref value={text} most={48} />}</li>
      ))}
      {of.length > SHOWN && <li class="muted">and {of.length - SHOWN} more</li>}
    </ul>
  );
}
