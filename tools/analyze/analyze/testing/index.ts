export { analyzeWith, failuresOf, graphOf, order, waitsFor, type Inputs } from './analyze_with.js';
