/** What the form of a new request has, as it was typed. */
export interface Fields {
  readonly graph: string;
  /** One a line. */
  readonly refs: string;
  readonly match: string;
  readonly from: string;
  readonly to: string;
  readonly validity: string;
  readonly force: boolean;
  readonly optimistic: boolean;
  readonly size: string;
  readonly priority: string;
  readonly note: string;
}

/** What an address asks for: other pages lead to the form with something in it. */
export function fieldsOf(query: URLSearchParams): Fields {
  const text = (name: string): string => query.get(name) ?? '';
  const isSet = (name: string): boolean => ['1', 'true'].includes(text(name));
  return {
    graph: text('graph'),
    refs: [...query.getAll('refs'), ...query.getAll('ref')].join('\n'),
    match: text('match'),
    from: text('from'),
    to: text('to'),
    validity: text('validity'),
    force: isSet('force'),
    optimistic: isSet('optimistic'),
    size: text('size'),
    priority: text('priority'),
    note: text('note'),
  };
}

/** The body of the call. A person approves the plan, always: that is what a preview is for. */
export function bodyOf(fields: Fields): object {
  const { graph, match, from, to, validity, force, optimistic, size, priority, note } = fields;
  const refs = [...new Set(fields.refs.split('\n').map((line) => line.trim()))].filter((ref) => ref !== '');
  const given = (name: string, value: string): object => (value.trim() === '' ? {} : { [name]: value.trim() });
  const counted = (name: string, value: string): object => (value.trim() === '' ? {} : { [name]: Number(value) });
  return {
    graph,
    ...(refs.length > 0 && { refs }),
    ...given('match', match),
    ...given('from', from),
    ...given('to', to),
    mode: {
      ...given('validity', validity),
      ...(force && refs.length > 0 && { force: refs }),
      ...(optimistic && { optimistic }),
    },
    ...counted('size', size),
    ...counted('priority', priority),
    ...given('note', note),
    approve: 'always',
  };
}

/** A key that no other request has. */
export function newKey(): string {
  // Not `randomUUID`: browsers have it only where the connection is secure.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
