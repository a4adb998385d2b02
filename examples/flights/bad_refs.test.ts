import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';

// Each job has its own idea of its refs; all of them must say what is wrong and what would be right.

const RANGE = '2001-01-01 to 2001-06-30';
const MONTHS = 'months 2001-01 to 2001-06';

test.each([
  ['airports/some', 'there is one list of airports, airports/all'],
  ['flights/day=2001-02-30', `give flights/day=YYYY-MM-DD, ${RANGE}`],
  ['flights/day=2001-07-01', RANGE],
  ['delays/day=2001-02-29', `give delays/day=YYYY-MM-DD, ${RANGE}`],
  ['delays/day=2001-04-31', RANGE],
  ['delays/day=2001-01-15"', RANGE],
  ['delays/day=delays/day=2001-01-15', RANGE],
  ['airport_month/airport=ORD/month=2000-12', `give airport_month/airport=ORD/month=YYYY-MM, ${MONTHS}`],
  ['airport_month/airport=../month=2001-01', MONTHS],
  ['report/month=2001-13', `give report/month=YYYY-MM, ${MONTHS}`],
  ['weather/day=2001-01-15', 'refs begin with airports/, flights/, delays/, airport_month/, report/'],
])('%s is refused: %s', (ref, advice) => {
  const { status, stdout, stderr } = spawnSync(resolve('examples/flights/flights_graph.analyze'), [ref], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(stderr).toContain(`${ref}: `);
  expect(stderr).toContain(advice);
  expect(status).not.toBe(0);
});
