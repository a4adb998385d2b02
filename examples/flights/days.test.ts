import { describe, expect, test } from '@jest/globals';
import { DAYS, dayOf, flightsRef, monthOf } from './days.js';

describe('the days of the data', () => {
  test('are the 181 days of the first half of 2001', () => {
    expect([DAYS.length, DAYS[0], DAYS.at(-1)]).toEqual([181, '2001-01-01', '2001-06-30']);
    expect([...new Set(DAYS.map(monthOf))]).toEqual(['2001-01', '2001-02', '2001-03', '2001-04', '2001-05', '2001-06']);
  });

  test('are parsed from their refs', () => {
    expect(DAYS.map(flightsRef).map(dayOf)).toEqual(DAYS);
  });

  test.each([
    'flights/day=2001-02-29',
    'flights/day=2001-02-30',
    'flights/day=2000-12-31',
    'flights/day=2001-07-01',
    'flights/day=2001-1-5',
    'flights/day=2001-01-15/',
    'flights/day=2001-01-15 ',
    'flights/day=',
    'flights/2001-01-15',
    'FLIGHTS/day=2001-01-15',
    'x/flights/day=2001-01-15',
    'flights/day=../../etc',
    '',
  ])('do not include %j', (ref) => {
    expect(dayOf(ref)).toBeUndefined();
  });
});
