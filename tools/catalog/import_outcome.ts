import type { JsonProblem } from '../base/json/index.js';

/** See `Catalog.importLines`. */
export interface ImportSummary {
  readonly manifestsAdded: number;
  readonly forgettingsAdded: number;
  /** Lines that say what the catalog knew already. */
  readonly known: number;
  /** Ids of manifests of which the catalog has another content; its own stays. */
  readonly conflicting: readonly string[];
}

/** `line` counts from 1. */
export type ImportFailure =
  | { readonly reason: 'import-line-not-json'; readonly line: number; readonly problem: JsonProblem }
  | { readonly reason: 'import-newer-schema'; readonly line: number; readonly found: number; readonly known: number }
  | { readonly reason: 'import-line-invalid'; readonly line: number; readonly at: string; readonly detail: string };
