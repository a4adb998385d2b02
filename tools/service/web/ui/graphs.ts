import type { Graph, Page } from '../api/types.js';
import { useRead } from '../api/use_read.js';

/** Labels of the graphs, as choices of a filter. */
export function useGraphChoices(): readonly (readonly [value: string, word: string])[] {
  const { value } = useRead<Page<Graph>>('/graphs', ({ type }) => type === 'deployment');
  return (value?.items ?? []).map(({ label }) => [label, label] as const);
}
