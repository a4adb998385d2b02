// Counts the test targets in the build events that Bazel wrote to a file.

import { readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);

const verdicts = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line))
  .filter((event) => event.id.testSummary !== undefined)
  .map((event) => event.testSummary.overallStatus);

const passed = verdicts.filter((verdict) => verdict === 'PASSED' || verdict === 'FLAKY').length;
console.log(`${passed} passed, ${verdicts.length - passed} failed`);
