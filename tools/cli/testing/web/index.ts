export { WebRig } from './web_rig.js';
