import { expect, test } from '@jest/globals';
import { decideApproval, POLICY, type ApprovalCase } from './policy.js';

const BELOW = 100;
const decide = (about: Partial<ApprovalCase>): string =>
  decideApproval({ approve: 'policy', tasks: 1, digest: 'd', ...about }, BELOW).kind;

test.each<[what: string, about: Partial<ApprovalCase>, decision: string]>([
  ['a plan without tasks has nothing to do', { tasks: 0, approve: 'always' }, 'nothing-to-do'],
  ['a small plan is approved', { tasks: 99 }, 'approved'],
  ['a large plan is for a person', { tasks: 100 }, 'ask'],
  ['a small plan is for a person if the request says so', { approve: 'always' }, 'ask'],
  ['a large plan is approved if the request says so', { tasks: 1000, approve: 'never' }, 'approved'],
  [
    'a plan that was approved before stays so',
    { tasks: 1000, approvedDigest: 'd', approvedBy: 'ann' },
    'still-approved',
  ],
  ['a changed plan is for a person if one approved it', { approvedDigest: 'e', approvedBy: 'ann' }, 'ask'],
  ['a changed plan is for the policy if that approved it', { approvedDigest: 'e', approvedBy: POLICY }, 'approved'],
  ['a plan that was out of date three times is for a person', { drifts: 3, approve: 'never' }, 'ask'],
  ['a build of an approved backfill is approved', { tasks: 1000, isWithinBackfill: true }, 'approved'],
  ['a build that makes more than its backfill is for a person', { isWithinBackfill: false }, 'ask'],
])('%s', (_, about, decision) => {
  expect(decide(about)).toBe(decision);
});
