export { EngineRig, type Handed, type Wanted, type Wish } from './engine_rig.js';
export { gatedEngine } from './gated_engine.js';
export { lateFolder, type LateFolder } from './late_folder.js';
export { nastyEngine, type Nastiness } from './nasty_engine.js';
