export { fieldProblems, manifestProblems, manifestsIn, type Manifest } from './check_manifests.js';
