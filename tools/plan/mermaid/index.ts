export { mermaid, type Direction, type MermaidOptions } from './flowchart.js';
