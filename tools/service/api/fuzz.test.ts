import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { passOnSignals } from '../../dev/testing/index.js';
import fc from 'fast-check';
import { CALLS } from './index.js';
import { ApiRig } from './testing/index.js';

/** Bodies, paths, queries and headers, over all calls. */
const RUNS = 6000;

let rig: ApiRig;

beforeAll(async () => {
  passOnSignals('SIGCHLD');
  rig = await ApiRig.open({ callsPerSecond: 1_000_000 });
  await rig.record(['report/month=1', 'delays/month=1']);
});

afterAll(() => rig[Symbol.asyncDispose]());

/** Texts that break parsers: control characters, surrogates, percent signs, paths, statements, very long ones. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    ...['', ' ', '.', '..', '%', '%00', '%ff', '%2e%2e%2f', '\0', '\uD800', '__proto__', 'constructor', 'null', '-1'],
    ...["'; DROP TABLE requests; --", '"', '$1', '{}', '[]', '*', 'a'.repeat(3000), '//t:g', 'report/month=1', '1e999'],
  ),
);

/** JSON of any kind, and bodies that are nearly right. */
const body = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.constant(`${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  fc.constantFrom(
    '{"__proto__":{"slots":1}}',
    '{"slots":1e999}',
    '{"slots":"1"}',
    '{"priority":9007199254740993}',
    'null',
  ),
  fc
    .record({ graph: nasty, refs: fc.array(nasty, { maxLength: 3 }), note: nasty })
    .map((value) => JSON.stringify(value)),
  fc.record({ plan: nasty }).map((value) => JSON.stringify(value)),
  nasty,
  fc.uint8Array({ maxLength: 60 }),
);

const headerText = fc.string({ unit: 'grapheme-ascii', maxLength: 60 });

const headers = fc.dictionary(
  fc.constantFrom(
    ...[
      'content-type',
      'accept-encoding',
      'if-match',
      'if-none-match',
      'idempotency-key',
      'last-event-id',
      'authorization',
    ],
    ...['origin', 'sec-fetch-site', 'content-length', 'x-forwarded-for'],
  ),
  headerText,
  { maxKeys: 3 },
);

/** Streams do not end by themselves. */
const calls = CALLS.filter(({ answer }) => !('stream' in answer && answer.stream === 'text/event-stream'));

const request = fc.record({
  call: fc.constantFrom(...calls),
  method: fc.option(fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'), {
    nil: undefined,
    freq: 4,
  }),
  values: fc.array(fc.oneof({ weight: 3, arbitrary: nasty }, fc.constant('//t:g')), { minLength: 3, maxLength: 3 }),
  encodes: fc.boolean(),
  query: fc.dictionary(
    fc.oneof(
      fc.constantFrom(
        ...['after', 'limit', 'ref', 'match', 'prefix', 'job', 'state', 'depth', 'direction', 'from', 'to'],
      ),
      nasty,
    ),
    nasty,
    { maxKeys: 3 },
  ),
  body,
  headers,
  isJson: fc.boolean(),
});

test('nothing that a client sends is an internal error, and every refusal is a problem', async () => {
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(request, async ({ call, method = call.method.toUpperCase(), isJson, ...sentParts }) => {
      const values = [...sentParts.values];
      const write = (text: string): string => (sentParts.encodes ? encode(text) : text);
      const path = call.path.replaceAll(/\{\w+\}/g, () => write(values.shift() ?? ''));
      const query = Object.entries(sentParts.query)
        .map(([name, value]) => `${write(name)}=${write(value)}`)
        .join('&');
      const url = `http://localhost/api/v1${path}${query === '' ? '' : `?${query}`}`;
      if (!URL.canParse(url)) return;
      const carries = !['GET', 'HEAD'].includes(method);
      let made: Request;
      try {
        made = new Request(url, {
          method,
          headers: { ...(isJson && { 'content-type': 'application/json' }), ...sentParts.headers, host: 'localhost' },
          ...(carries && {
            body: typeof sentParts.body === 'string' ? sentParts.body : new Uint8Array(sentParts.body),
          }),
        });
      } catch {
        // The client itself refuses to send it.
        return;
      }
      const response = await rig.app.request(made);
      const text = await response.text();
      sent++;
      const shown = `${method} ${url} ${JSON.stringify(sentParts.headers)}\n${response.status.toString()} ${text.slice(0, 500)}`;
      if (response.status === 500 || response.status === 503) throw new Error(shown);
      if (response.status >= 400 && method !== 'HEAD') {
        expect(response.headers.get('content-type')).toBe('application/problem+json');
        expect(JSON.parse(text)).toMatchObject({ status: response.status, detail: expect.any(String) });
      }
    }),
    { numRuns: RUNS, seed: 20_240_301 },
  );
  expect(sent).toBeGreaterThanOrEqual(5000);
}, 600_000);

/** Half of a surrogate pair cannot be encoded. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
