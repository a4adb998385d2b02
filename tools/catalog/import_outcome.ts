import type { JsonProblem } from '../base/json/index.js';

/** See `Catalog.importLines`. */
export interface ImportSummary {
  readonly manifestsAdded: number;
  readonly forgettingsAdded: number;
  /** Lines that the catalog had already. */
  readonly known: number;
  /** Ids of manifests that the catalog has with different content. The catalog keeps its own. */
  readonly conflicting: readonly string[];
}

/** `line` counts from 1. */
export type ImportFailure =
  | { readonly reason: 'import-line-not-json'; readonly line: number; readonly problem: JsonProblem }
  | { readonly reason: 'import-newer-schema'; readonly line: number; readonly found: number; readonly known: number }
  | { readonly reason: 'import-line-invalid'; readonly line: number; readonly at: string; readonly detail: string };
