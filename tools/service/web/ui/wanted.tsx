import type { Request } from '../api/types.js';
import { number } from './format.js';
import { Ref } from './ref.js';

/** What a request asks for, in one line. */
export function Wanted({ wanted, most = 48 }: { readonly wanted: Request['wanted']; readonly most?: number }) {
  const { refs = [], count = refs.length, match, from, to } = wanted;
  const [first] = refs;
  if (first !== undefined) {
    return (
      <>
        <Ref value={first} most={most} />
        {count > 1 && <span class="muted"> and {number(count - 1)} more</span>}
      </>
    );
  }
  return (
    <>
      {match !== undefined && <Ref value={match} most={most} />}
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
