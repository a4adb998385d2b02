export { passOnSignals } from './pass_on_signals.js';
export { fails, fakeCapture, prints, printsText, type FakeCall, type FakeProgram } from './fake_capture.js';
export { FakeTerminal } from './fake_terminal.js';
export {
  configureEach,
  fakeAsk,
  fakeDefinition,
  fakeDescriptor,
  fakeJob,
  lookupByPrefix,
  patternDescriptor,
  refs,
  templateJob,
} from './fake_graph.js';
export { fakeJobGraph, fakePlan, fakePlannedTask, fakeTask, type FakeTask } from './fake_tasks.js';
export { LoopbackServer, type Responder } from './loopback_server.js';
export { as, give, NO_ACCOUNTS, PublicPrograms, type Account } from './accounts.js';
export { NODE_PROGRAM } from './node_program.js';
export { appears, dies, isAlive } from './signs_of_life.js';
export { SlotRig } from './slot_rig.js';
