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
