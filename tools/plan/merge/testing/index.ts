export { EVERY_REF, peaceful, quarrelsome, worlds } from './random_sources.js';
