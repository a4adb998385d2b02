export { CatalogError, type Catalog, type CatalogFailure, type CurrentManifest } from './catalog.js';
export { memoryCatalog } from './memory.js';
export { catalogPath, openSqliteCatalog, type SqliteOptions } from './sqlite.js';
