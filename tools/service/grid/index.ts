export { Grids, type GridNames, type GridQuery, type GridsOptions, type ListExpected } from './grids.js';
export { happeningIn } from './happening.js';
export { CELL_STATES, type CellMark, type DrawnGrid, type Happening } from './job_grid.js';
