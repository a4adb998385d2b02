import { expect, test } from '@jest/globals';
import { isGoingToSleep, refusalOf } from './refusals.js';

const failed = (text: string): string => `sbatch: error: Batch job submission failed: ${text}`;

const POLICY = failed("Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)");

test.each([
  [failed('Unable to contact slurm controller (connect failure)')],
  [failed('Socket timed out on send/recv operation')],
  [failed('Zero Bytes were transmitted or received')],
  [failed('Message receive failure')],
  [failed('Rate limit exceeded, please retry momentarily')],
  [failed('Slurm backup controller in standby mode')],
  [failed('Protocol authentication error')],
  ['slurm_load_jobs error: Unable to contact slurm controller (connect failure)'],
  ['slurm_load_jobs error: Connexion refusée'],
  [
    'squeue: error: If munged is up, restart with --num-threads=10\nsqueue: error: Munge encode failed: Failed to access',
  ],
  ['sbatch: fatal: Could not establish a configuration source'],
])('%j: the controller does not answer', (said) => {
  expect(refusalOf(said)).toBe('unreachable');
});

test.each([
  [failed('Resource temporarily unavailable')],
  [failed('Unable to create job record, try again')],
  [failed('Requested nodes are busy')],
  [failed('MaxJobCount limit reached')],
  [failed('System submissions disabled')],
  [`sbatch: error: QOSGrpSubmitJobsLimit\n${POLICY}`],
  // The reason is a text of the C library.
  [
    'sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying\n' +
      failed('Ressource temporairement non disponible'),
  ],
])('%j: there is no room now', (said) => {
  expect(refusalOf(said)).toBe('full');
});

test.each([
  [`sbatch: error: AssocMaxSubmitJobLimit\n${POLICY}`],
  [`sbatch: error: QOSMaxSubmitJobPerUserLimit\n${POLICY}`],
  [POLICY],
])('%j: a limit of the user, perhaps the number of jobs', (said) => {
  expect(refusalOf(said)).toBe('limit');
});

test.each([
  [failed('Invalid account or account/partition combination specified')],
  [failed('Requested node configuration is not available')],
  [failed('Invalid job array specification')],
  ['sbatch: error: invalid partition specified: nowhere\n' + failed('Invalid partition name specified')],
  [`sbatch: error: QOSMaxWallDurationPerJobLimit\n${POLICY}`],
  ["sbatch: unrecognized option '--no-such'"],
  [''],
])('%j: it will never be done', (said) => {
  expect(refusalOf(said)).toBe('refused');
});

test('warnings before the reason do not change it', () => {
  const warned = `sbatch: warning: can't honor --ntasks-per-node set to 2\nsbatch: lua: your project has 3 hours left\n`;
  expect(refusalOf(warned + failed('Resource temporarily unavailable'))).toBe('full');
  expect(refusalOf(warned + failed('Invalid qos specification'))).toBe('refused');
});

test.each([
  ['sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying', true],
  ['sbatch: error: Slurm job queue full, sleeping and retrying.', true],
  ['sbatch: Job step creation temporarily disabled, retrying', true],
  ['sbatch: error: Batch job submission failed: Resource temporarily unavailable', false],
  ['sbatch: warning: sleeping partition', false],
])('whether %j is said before it sleeps: %j', (line, sleeps) => {
  expect(isGoingToSleep(line)).toBe(sleeps);
});
