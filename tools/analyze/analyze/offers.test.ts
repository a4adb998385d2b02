import { describe, expect, test } from '@jest/globals';
import { prints, type FakeProgram } from '../../dev/testing/index.js';
import { analyzeWith, failuresOf, graphOf, order } from './testing/index.js';

const calledPrograms = (calls: readonly { readonly program: string }[]): string[] =>
  calls.map(({ program }) => program);

/** Prints the same configs, whatever the refs. */
const always =
  (...configs: readonly { outputs: string[]; needs?: string[]; args?: string[] }[]): FakeProgram =>
  () =>
    prints(
      configs.map(({ outputs, needs = [], args = [] }) => ({
        outputs,
        args,
        inputs: needs.map((ref) => ({ depType: 'materialize', ref })),
      })),
    );

describe('a config that makes no requested ref', () => {
  test('becomes a task if something needs it, and no program is called for it', async () => {
    const links = always(
      { outputs: ['a/1'], needs: ['a/2'] },
      { outputs: ['a/3'] },
      { outputs: ['a/2'], needs: ['a/3'] },
    );
    const { result, calls, events } = analyzeWith({}, ['a/1'], { 'a.configure': links });
    const graph = await result;
    expect(graph.ok && order(graph.value)).toEqual(['a/3', 'a/2', 'a/1']);
    expect(calledPrograms(calls)).toEqual(['lookup', 'a.configure']);
    expect(events).toEqual([{ type: 'wave', wave: 1, refs: 1, expected: 0, tasks: 0 }]);
  });

  test('becomes no task if nothing needs it', async () => {
    const more = always({ outputs: ['a/2'] }, { outputs: ['a/1'] }, { outputs: ['b/1'], args: ['not of its job'] });
    expect(order(await graphOf({}, ['a/1'], { 'a.configure': more }))).toEqual(['a/1']);
  });

  test('is put in order with the requested ones', async () => {
    const first = always(
      { outputs: ['a/1'], needs: ['a/4', 'a/2', 'a/3'] },
      { outputs: ['a/3'] },
      { outputs: ['a/2'] },
    );
    const graph = await graphOf({}, ['a/1'], {
      'a.configure': (asked, request) =>
        asked.includes('a/1') ? first(asked, request) : always({ outputs: ['a/4'] })(asked, request),
    });
    expect(order(graph)).toEqual(['a/4', 'a/2', 'a/3', 'a/1']);
  });

  test('is reported with the other config of the same ref if something needs it', async () => {
    const twice = always(
      { outputs: ['a/1'], needs: ['a/2'] },
      { outputs: ['a/2'], args: ['x'] },
      { outputs: ['a/2'], args: ['y'] },
    );
    expect(await failuresOf({}, ['a/1'], { 'a.configure': twice })).toMatchObject([
      { reason: 'ref-in-two-configs', refs: ['a/2'], first: { args: ['x'] }, second: { args: ['y'] } },
    ]);
  });
});
