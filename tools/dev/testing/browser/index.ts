export { startBrowser, type TestBrowser } from './browser.js';
