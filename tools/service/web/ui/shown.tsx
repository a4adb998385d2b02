import type { ComponentChildren } from 'preact';
import type { Problem } from '../api/problem.js';
import type { Reading } from '../api/use_read.js';

export interface ShownProps<Value> {
  readonly of: Reading<Value>;
  /** What is loaded, for those who do not see it: `the builds`. */
  readonly what: string;
  /** Lines of the sketch that is shown while it takes longer. */
  readonly lines?: number;
  readonly children: (value: Value) => ComponentChildren;
}

/** Shows what was read: a sketch of it until it is there, and what went wrong if that cannot be. */
export function Shown<Value>({ of, what, lines = 3, children }: ShownProps<Value>) {
  const { value, problem, reload } = of;
  if (value === undefined) {
    return problem === undefined ? <Sketch what={what} lines={lines} /> : <Trouble problem={problem} retry={reload} />;
  }
  return (
    <>
      {problem !== undefined && problem.status !== 0 && <Trouble problem={problem} retry={reload} />}
      {children(value)}
    </>
  );
}

/** Shown only after a moment: most answers are faster, and a flash is worse than nothing. */
export function Sketch({ what, lines }: { readonly what: string; readonly lines: number }) {
  return (
    <div class="sketch" role="status" aria-label={`Loading ${what}`}>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} class="sketch-line" />
      ))}
    </div>
  );
}

/** What went wrong, and a button that tries it again. */
export function Trouble({ problem, retry }: { readonly problem: Problem; readonly retry?: () => void }) {
  return (
    <div class="trouble" role="alert">
      <p class="trouble-title">{problem.title}</p>
      <p>{problem.detail}</p>
      {retry !== undefined && (
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Where a list is empty: what would be here, and how it gets here. */
export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <div class="empty">{children}</div>;
}
