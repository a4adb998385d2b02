export { SmallSite } from './small_site.js';
