import { claimConfigs, inOrderOf, type Claims, type ConfigureFailure, type Configured } from '../configure/index.js';
import type { JobDescriptor, PartitionRef } from '../../base/model/index.js';
import type { Secrets } from '../../base/secrets/index.js';
import type { Offers } from './offers.js';

export interface ClaimDeps {
  /** Configs are claimed in the order of their jobs here. */
  readonly jobs: readonly JobDescriptor[];
  readonly claims: Claims;
  readonly offers: Offers;
  readonly secrets: Secrets | undefined;
}

/**
 * Adds the configs that make the refs of a wave to the claims, job by job and in the order of the refs. The other configs
 * of the answers become offers.
 *
 * @param wanted all refs of the wave, including those that are offered already
 * @returns everything that is wrong with the answers
 */
export function claimWave(
  wanted: readonly PartitionRef[],
  answers: readonly Configured[],
  { jobs, claims, offers, secrets }: ClaimDeps,
): ConfigureFailure[] {
  const failures: ConfigureFailure[] = [];
  const answerOf = new Map(answers.map((answer) => [answer.job, answer]));
  const offered = offeredByJob(wanted, offers);
  for (const job of jobs) {
    const taken = offered.get(job);
    const answer = answerOf.get(job) ?? { job, configs: [], refs: [], failures: [] };
    const refs = taken === undefined ? answer.refs : among(wanted, [...taken.keys(), ...answer.refs]);
    const configs = taken === undefined ? answer.configs : [...new Set(taken.values()), ...answer.configs];
    const { requested, others } = inOrderOf(refs, configs, claims.configs);
    failures.push(...claimConfigs({ ...answer, configs: requested }, claims, secrets));
    for (const config of others) offers.add(job, config);
  }
  return failures;
}

/** The offered refs with their configs, by job. */
function offeredByJob(
  wanted: readonly PartitionRef[],
  offers: Offers,
): ReadonlyMap<JobDescriptor, ReadonlyMap<PartitionRef, number>> {
  const byJob = new Map<JobDescriptor, Map<PartitionRef, number>>();
  for (const ref of wanted) {
    const offer = offers.of(ref);
    if (offer === undefined) continue;
    const taken = byJob.get(offer.job);
    if (taken === undefined) byJob.set(offer.job, new Map([[ref, offer.config]]));
    else taken.set(ref, offer.config);
  }
  return byJob;
}

/** Some of the refs, in the order of all refs. */
function among(all: readonly PartitionRef[], some: readonly PartitionRef[]): PartitionRef[] {
  const wanted = new Set(some);
  return all.filter((ref) => wanted.has(ref));
}
