export { FakeBuild, failuresOf } from './fake_build.js';
export { FakeExecutor } from './fake_executor.js';
export { DONE } from './fake_slots.js';
export { manifest, plan, POLICY, ref, task } from './tasks.js';
