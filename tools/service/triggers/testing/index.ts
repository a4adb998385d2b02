export { GRAPH, openParts, triggerOf, type TestParts, type TestPartsOptions } from './parts.js';
export { Rig, type Replica } from './rig.js';
