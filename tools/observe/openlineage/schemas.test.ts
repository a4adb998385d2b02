import { describe, expect, test } from '@jest/globals';
import { fakeTask } from '../../dev/testing/index.js';
import { Lineage, readParent, type RunEvent } from './index.js';
import { checker, happens, lineageOptions, openLineageSchemas, SCHEMAS, spoilt } from './testing/index.js';

const A = fakeTask({ outputs: ['a/1', 'a/2'], inputs: ['raw/1', '?hints'] });
const B = fakeTask({ outputs: ['b/ä "1"'], inputs: ['a/1'] });

/** Every kind of event, with every facet. */
function allKinds(): RunEvent[] {
  const parent = readParent('airflow://prod/daily.build/0192f0c4-0000-7000-8000-000000000000');
  return [{}, { parent }].flatMap((more) => {
    const lineage = new Lineage({ ...lineageOptions([A, B]), ...more });
    return [
      happens.begin(),
      happens.started(A, 1),
      happens.finished(A, 2, { metadata: { outputs: { 'a/1': { rows: 1, bytes: 2, files: 3 } } } }),
      happens.started(B, 3),
      happens.failed(B, 4),
      happens.started(A, 5),
      happens.aborted(A, 6),
      happens.end('failed', 7),
    ].flatMap((event) => lineage.eventsOf(event));
  });
}

describe('the JSON Schemas of OpenLineage', () => {
  const check = checker(SCHEMAS);

  test('accept every event and every facet that is sent', () => {
    const events = allKinds();
    expect(new Set(events.map(({ eventType }) => eventType))).toEqual(new Set(['START', 'COMPLETE', 'FAIL', 'ABORT']));
    const sent = JSON.stringify(events);
    for (const { $id } of SCHEMAS) expect(sent).toContain(String($id));
    expect(events.flatMap(check)).toEqual([]);
  });

  test('reject broken events', () => {
    const [event] = allKinds();
    if (event === undefined) throw new Error('no event');
    const { facets } = event.run;
    const engine = { ...facets.processing_engine, version: 1 };
    const wrong: unknown[] = [
      { ...event, eventTime: 'noon' },
      { ...event, producer: 'someone' },
      { ...event, eventType: 'DONE' },
      { ...event, run: { ...event.run, runId: 'one' } },
      { ...event, run: { ...event.run, facets: { processing_engine: engine } } },
      { ...event, run: { ...event.run, facets: { processing_engine: { ...engine, _schemaURL: 'https://x.org/y' } } } },
      { ...event, run: { ...event.run, facets: { parent: facets.processing_engine } } },
      { ...event, outputs: [{ name: 'a/1' }] },
    ];
    for (const each of wrong) expect(check(each)).not.toEqual([]);
  });
});

// The published files are in no package and not in this repository. To run this test, set the variable to their folder.
const folder = process.env['DATABUILD_OPENLINEAGE_SPEC'] ?? '';
const withFiles = folder === '' ? describe.skip : describe;

withFiles('the published files', () => {
  test('accept every event and every facet that is sent', () => {
    expect(allKinds().flatMap(checker(openLineageSchemas(folder)))).toEqual([]);
  });

  test('accept and reject the same events as the handwritten schemas', () => {
    const ours = checker(SCHEMAS);
    const theirs = checker(openLineageSchemas(folder));
    const events = allKinds().flatMap(spoilt);
    const refused = events.filter((event) => {
      const problems = ours(event);
      const same = (problems.length === 0) === (theirs(event).length === 0);
      if (!same) throw new Error(`${JSON.stringify(event)}: ${problems.join('; ')} / ${theirs(event).join('; ')}`);
      return problems.length > 0;
    });
    expect(refused.length).toBeGreaterThan(events.length / 4);
    expect(refused.length).toBeLessThan(events.length);
  });
});
