/** Why a call did not succeed, for people: RFC 9457, or that there was no answer. */
export interface Problem {
  /** 0: the service did not answer. */
  readonly status: number;
  /** Kebab-case. */
  readonly reason: string;
  readonly title: string;
  readonly detail: string;
}

export type Answer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Problem };

const TYPE = 'urn:databuild:problem:';

export const NO_ANSWER: Problem = {
  status: 0,
  reason: 'no-answer',
  title: 'No answer',
  detail: 'The service does not answer. The page tries again by itself.',
};

/** The problem of a response that is not a success. */
export async function problemOf(response: Response): Promise<Problem> {
  const { status } = response;
  const body: unknown = await response.json().catch(() => undefined);
  const given = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  const text = (name: string): string => (typeof given[name] === 'string' ? given[name] : '');
  return {
    status,
    reason: text('type').replace(TYPE, '') || 'unknown',
    title: text('title') || `The service answered with status ${String(status)}`,
    detail: sentence(text('detail')),
  };
}

/** Messages of the service begin with a small letter, as they follow a name in a terminal. */
function sentence(text: string): string {
  if (text === '') return '';
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
