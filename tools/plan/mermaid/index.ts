export { chartOf, type Arrow, type Box, type BoxKind, type Chart } from './chart.js';
export { drawBoxes, drawGroups, type Drawing, type DrawnEdge, type DrawnNode, type Frame } from './drawing.js';
export { MERMAID_LIMITS, writeFlowchart, type Direction, type Flowchart } from './flowchart.js';
export { groupingOf, type Group, type GroupArrow, type Grouping } from './grouping.js';
