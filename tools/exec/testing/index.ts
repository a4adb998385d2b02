export { FakeBuild, failuresOf } from './fake_build.js';
export { DONE } from './fake_slots.js';
export { manifest, plan, ref, task } from './tasks.js';
