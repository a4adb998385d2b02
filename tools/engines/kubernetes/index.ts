export type { PodOptions } from './array_job.js';
export { connect, type Connection, type ConnectOptions } from './connection.js';
export {
  CONTAINER,
  DEFAULT_CLAIM,
  DEFAULT_MOUNT,
  EXTENDED_RESOURCES,
  indexedJob,
  labelsOf,
  literally,
  resourcesOf,
  SHARED_VOLUME,
  sharedVolume,
} from './indexed_job.js';
export { kubernetesEngine, type KubernetesEngineOptions } from './kubernetes_engine.js';
