export { Grids, type GridNames, type GridQuery, type GridsOptions, type ListExpected } from './grids.js';
export { CELL_STATES, type CellMark, type DrawnGrid } from './job_grid.js';
