export { EngineRig, type Handed, type Wanted } from './engine_rig.js';
export { nastyEngine, type Nastiness } from './nasty_engine.js';
