export { layOut, type Layout } from './layout.js';
export { writePage, type PageContent } from './page.js';
export { writeSvg } from './svg.js';
