import type { Request } from '../api/types.js';
import { number } from './format.js';
import { Ref } from './ref.js';

export interface WantedProps {
  readonly wanted: Request['wanted'];
  /** Where a click leads. */
  readonly href?: string;
  readonly most?: number;
}

/** What a request asks for, in one line. */
export function Wanted({ wanted, href, most = 48 }: WantedProps) {
  const { refs = [], count = refs.length, match, from, to } = wanted;
  const [first] = refs;
  if (first !== undefined) {
    return (
      <>
        <Ref value={first} href={href} most={most} />
        {count > 1 && <span class="muted"> and {number(count - 1)} more</span>}
      </>
    );
  }
  return (
    <>
      <Ref value={match ?? 'everything expected'} href={href} most={most} />
      {from !== undefined && (
        <>
          {' '}
          from <Ref value={from} most={most} />
        </>
      )}
      {to !== undefined && (
        <>
          {' '}
          to <Ref value={to} most={most} />
        </>
      )}
    </>
  );
}
