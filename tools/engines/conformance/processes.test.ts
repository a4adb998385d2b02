import { processEngine } from '../processes/index.js';
import { describeEngine } from './describe_engine.js';

describeEngine({
  name: 'of processes',
  make: (dir) => processEngine({ dir, inFlight: 1000 }),
  lostAfterMs: 200,
  isReliable: true,
});
