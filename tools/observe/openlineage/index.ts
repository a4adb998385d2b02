export { exportLineage, type LineageExport, type LineageExportOptions } from './export_lineage.js';
export { Lineage, type LineageOptions } from './lineage.js';
export { readParent } from './parent.js';
export { SCHEMA_URLS, type RunEvent } from './run_event.js';
