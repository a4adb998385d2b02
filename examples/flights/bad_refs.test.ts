import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';

// The patterns and the configure programs of the jobs reject refs. Both must name the mistake and a correct ref.

const RANGE = '2001-01-01 to 2001-06-30';
const MONTHS = 'months 2001-01 to 2001-06';

test.each([
  ['airports/some', 'no job of //examples/flights:flights_graph makes airports/some; check the spelling'],
  ['flights/day=2001-02-30', `flights/day=2001-02-30: no such day; give flights/day=YYYY-MM-DD, ${RANGE}`],
  ['flights/day=2001-07-01', `flights/day=2001-07-01: no such day; give flights/day=YYYY-MM-DD, ${RANGE}`],
  // `delays` accepts any day, but `flights`, which it reads, rejects this one.
  ['delays/day=2001-02-29', `flights/day=2001-02-29: no such day; give flights/day=YYYY-MM-DD, ${RANGE}`],
  ['delays/day=2001-04-31', 'flights/day=2001-04-31: no such day'],
  ['delays/day=2001-01-15"', 'flights/day=2001-01-15": no such day'],
  ['delays/day=delays/day=2001-01-15', 'the patterns are airport_month/airport={airport}/month={month}, airports/all'],
  [
    'airport_month/airport=ORD/month=2000-12',
    `airport_month/airport=ORD/month=2000-12: no such partition; give airport_month/airport=ORD/month=YYYY-MM, ${MONTHS}`,
  ],
  ['airport_month/airport=../month=2001-01', `airport_month/airport=../month=2001-01: no such partition`],
  ['report/month=2001-13', `report/month=2001-13: no such partition; give report/month=YYYY-MM, ${MONTHS}`],
  ['weather/day=2001-01-15', 'delays/day={day}, flights/day={day}, report/month={month}'],
])('%s is rejected with the message: %s', (ref, advice) => {
  const { status, stdout, stderr } = spawnSync(resolve('examples/flights/flights_graph.analyze'), [ref], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(stderr).toContain(advice);
  expect(status).toBe(2);
});
