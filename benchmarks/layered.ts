/**
 * The layered graph that the comparisons share: `layers` layers of `width` items, each item made from up to three
 * items of the layer before. The configure executable of `//benchmarks/graph` describes the same graph.
 */
export interface Layered {
  readonly layers: number;
  readonly width: number;
}

/** Ten layers, so that a wave of analysis and a level of parallel work are both wide. */
export const layered = (tasks: number): Layered => ({ layers: 10, width: tasks / 10 });

/** Name of the file that an item's task touches. */
const file = (layer: number, item: number): string => `${String(layer)}.${String(item)}`;

function inputs(width: number, layer: number, item: number): number[] {
  return layer === 0 ? [] : [...new Set([item, (item + 1) % width, (item * 7 + 3) % width])];
}

function* items({ layers, width }: Layered): Generator<{ layer: number; item: number; needs: string[] }> {
  for (let layer = 0; layer < layers; layer++) {
    for (let item = 0; item < width; item++) {
      yield { layer, item, needs: inputs(width, layer, item).map((from) => file(layer - 1, from)) };
    }
  }
}

const lastLayer = ({ layers, width }: Layered): string[] =>
  Array.from({ length: width }, (_, item) => file(layers - 1, item));

/** The refs to ask for: the whole last layer, one a line. */
export function requestedRefs({ layers, width }: Layered): string {
  return Array.from(
    { length: width },
    (_, item) => `layered/width=${String(width)}/layer=${String(layers - 1)}/item=${String(item)}\n`,
  ).join('');
}

/** The same graph for ninja. */
export function ninjaFile(graph: Layered): string {
  const lines = ['rule touch', '  command = touch $out'];
  for (const { layer, item, needs } of items(graph)) lines.push(`build ${file(layer, item)}: touch ${needs.join(' ')}`);
  return `${lines.join('\n')}\ndefault ${lastLayer(graph).join(' ')}\n`;
}

/** The same graph for make. */
export function makefile(graph: Layered): string {
  const lines = [`all: ${lastLayer(graph).join(' ')}`, '.PHONY: all'];
  for (const { layer, item, needs } of items(graph)) lines.push(`${file(layer, item)}: ${needs.join(' ')}\n\ttouch $@`);
  return `${lines.join('\n')}\n`;
}
