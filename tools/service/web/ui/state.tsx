import { lookOf } from './states.js';

/** The shape of a state in its colour. */
export function StateShape({ state }: { readonly state: string }) {
  const { color, isFilled, shape } = lookOf(state);
  const name = color.replace('--state-', '');
  return (
    <svg class={`shape is-${name} ${isFilled ? 'is-filled' : 'is-drawn'}`} viewBox="0 0 12 12" aria-hidden="true">
      <path d={shape} />
    </svg>
  );
}

/** A state: shape and word. @param word in place of the usual one */
export function State({ state, word }: { readonly state: string; readonly word?: string | undefined }) {
  return (
    <span class="state">
      <StateShape state={state} />
      {word ?? lookOf(state).word}
    </span>
  );
}
