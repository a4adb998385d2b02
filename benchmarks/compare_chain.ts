import { join } from 'node:path';
import { whole, type Comparison } from './comparison.js';
import { fresh } from './folders.js';
import { layOut, planCommand } from './ours.js';
import { shapeOf } from './shapes.js';

export const linksTitle = (links: number): string => `${links.toLocaleString('en')} links`;

/** Planning a chain of partitions each of which is known only after the one before: a wave of analysis a link. */
export async function chainComparisons(sizes: readonly number[], scratch: string): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const links of sizes) {
    const folder = join(scratch, String(links));
    const laid = await layOut(shapeOf('links', links), folder);
    const stateDir = join(folder, 'state');
    comparisons.push({
      title: linksTitle(links),
      target: 'less than 1 s',
      contenders: [
        {
          name: 'databuild plan, a lookup and a configure process a link',
          us: true,
          prepare: () => {
            fresh(stateDir);
          },
          measure: whole(planCommand(laid, stateDir, join(folder, 'plan.json'))),
          check: () => undefined,
        },
      ],
    });
  }
  return comparisons;
}
