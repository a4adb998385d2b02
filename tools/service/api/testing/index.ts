export { ApiRig, GRAPH, manifestOf, ref, type Answer } from './api_rig.js';
