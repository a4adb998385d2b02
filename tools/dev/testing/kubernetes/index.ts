export { TestAuthority, type Certificate } from './certificates.js';
export { LoopbackCluster, NAMESPACE, type Fault } from './cluster.js';
export { BROKEN_IMAGE } from './controller.js';
