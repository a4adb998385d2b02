import { err, ok } from '../../base/model/index.js';
import type { Engine, Observation } from '../engine.js';

/** How an engine misbehaves. `dice`: a number from 0 to 1, another one at each call. */
export interface Nastiness {
  readonly dice: () => number;
}

/**
 * Behaves as badly over a good engine as an engine may: it loses submissions, hides whether it has accepted them, accepts
 * some of a batch only, submits twice, answers late, with what it knew before, with `unknown` or not at all, and forgets to cancel.
 */
export function nastyEngine(good: Engine, { dice }: Nastiness): Engine {
  let before: ReadonlyMap<string, Observation> = new Map();
  const lost = new Set<string>();
  const failure = { reason: 'engine-unreachable', engine: good.name, detail: 'nasty' } as const;
  return {
    ...good,
    submit: async (batch) => {
      const roll = dice();
      if (roll < 0.1) return { accepted: [], failure: { ...failure, reason: 'engine-full' } };
      if (roll < 0.2) return { accepted: [], failure };
      const kept = batch.attempts.filter(({ id }) => {
        if (dice() >= 0.2) return true;
        lost.add(id);
        return false;
      });
      const submitted = await good.submit({ ...batch, attempts: kept });
      if (dice() < 0.3) await good.submit({ ...batch, attempts: kept });
      // It has accepted them, and does not say so.
      if (dice() < 0.2) return { accepted: [], failure };
      return { ...submitted, accepted: batch.attempts.map(({ id }) => id) };
    },
    observe: async (ids) => {
      if (dice() < 0.2) return err(failure);
      const stale = before;
      const now = await good.observe(ids);
      if (now.ok) before = now.value;
      if (!now.ok) return now;
      const late = dice() < 0.3;
      const answer = new Map<string, Observation>();
      for (const id of ids) {
        const known = late ? stale.get(id) : now.value.get(id);
        // It forgets what it has lost, and some of what it has.
        if (lost.has(id)) answer.set(id, { state: 'gone' });
        else if (known !== undefined && dice() >= 0.1) answer.set(id, dice() < 0.1 ? { state: 'unknown' } : known);
      }
      return ok(new Map([...answer].reverse()));
    },
    cancel: async (ids) => {
      if (dice() < 0.5) await good.cancel(ids);
    },
  };
}
