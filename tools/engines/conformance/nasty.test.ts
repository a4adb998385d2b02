import { processEngine } from '../processes/index.js';
import { nastyEngine } from '../testing/index.js';
import { describeEngine } from './describe_engine.js';

/** Numbers from 0 to 1 that look random and are the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) / 0x7fffff;
  };
}

for (const seed of [1, 2, 3]) {
  describeEngine({
    name: `that does everything wrong, in manner ${String(seed)}`,
    make: (dir) => nastyEngine(processEngine({ dir, inFlight: 1000 }), { dice: dice(seed) }),
    lostAfterMs: 200,
    isReliable: false,
  });
}
