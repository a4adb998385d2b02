import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { traceContext } from './index.js';

const BUILD = '0192f0c4-5a6b-7c8d-9e0f-112233445566';
const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('the trace of a build', () => {
  test('has an id made of the digits of the build id', () => {
    const context = traceContext(undefined, true);
    expect(context.traceId(BUILD)).toBe('0192f0c45a6b7c8d9e0f112233445566');
    expect(context.parent).toBeUndefined();
  });

  test('has valid ids that differ for every build, task and attempt', () => {
    const part = fc.string({ maxLength: 40 });
    fc.assert(
      fc.property(part, part, fc.integer({ min: 1, max: 99 }), fc.boolean(), (build, task, attempt, exported) => {
        const context = traceContext(undefined, exported);
        const header = context.traceparentOf(build, task, attempt);
        expect(header).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]$/);
        expect(context.traceparentOf(build, task, attempt)).toBe(header);
        const spans = [
          context.buildSpanId(build),
          context.attemptSpanId(build, task, attempt),
          context.attemptSpanId(build, task, attempt + 1),
          context.attemptSpanId(build, `${task}x`, attempt),
          context.attemptSpanId(`${build}x`, task, attempt),
        ];
        expect(new Set(spans).size).toBe(spans.length);
      }),
    );
  });

  test('is sampled when spans are exported', () => {
    expect(traceContext(undefined, true).traceparentOf(BUILD, 't', 1)).toMatch(/-01$/);
    expect(traceContext(undefined, false).traceparentOf(BUILD, 't', 1)).toMatch(/-00$/);
  });

  test.each([
    [PARENT, '01'],
    [PARENT.replace(/01$/, '00'), '00'],
    [PARENT.replace(/01$/, '03'), '01'],
    [`  ${PARENT}\n`, '01'],
    [`cc${PARENT.slice(2)}-what-the-future-brings`, '01'],
  ])('is the trace that the environment names, with the same sampling: %j', (traceparent, flags) => {
    for (const exported of [true, false]) {
      const context = traceContext(traceparent, exported);
      expect(context.parent).toMatchObject({ traceId: PARENT.slice(3, 35), spanId: '00f067aa0ba902b7' });
      const span = context.attemptSpanId(BUILD, 't', 1);
      expect(context.traceparentOf(BUILD, 't', 1)).toBe(`00-${PARENT.slice(3, 35)}-${span}-${flags}`);
    }
  });

  test.each([
    '',
    'nonsense',
    `${PARENT}-more`,
    PARENT.toUpperCase(),
    `ff${PARENT.slice(2)}`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`,
    PARENT.slice(1),
  ])('is a new one if the environment names no valid trace: %j', (traceparent) => {
    const context = traceContext(traceparent, false);
    expect(context.parent).toBeUndefined();
    expect(context.traceId(BUILD)).toBe(BUILD.replaceAll('-', ''));
  });
});
