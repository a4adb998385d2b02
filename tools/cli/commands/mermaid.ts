import type { JobGraph } from '../../base/model/index.js';
import {
  chartOf,
  drawBoxes,
  drawGroups,
  groupingOf,
  MERMAID_LIMITS,
  writeFlowchart,
  type Chart,
  type Grouping,
} from '../../plan/mermaid/index.js';
import { count, number } from '../../report/index.js';
import type { GraphInvocation } from '../command.js';
import { withRequestedGraph } from '../planning.js';

/** A picture of every task takes seconds to lay out above this, and is hard to read. */
const PICTURE_LIMITS = { boxes: 200, arrows: 400 } as const;

export async function runMermaid(invocation: GraphInvocation): Promise<number> {
  const { collapse, collapsesLarge, format } = invocation.options;
  if (collapse && !collapsesLarge) return invocation.usageError('give either --collapse or --no-collapse, not both');
  if (format !== 'mermaid' && !collapsesLarge) {
    return invocation.usageError(`--no-collapse is for --format=mermaid only; drop it, or --format=${format}`);
  }
  return withRequestedGraph(invocation, async (graph) => {
    const chart = chartOf(graph);
    const grouping = groupingOf(chart);
    const text =
      format === 'mermaid'
        ? flowchartOf(chart, grouping, invocation)
        : await pictureOf(graph, chart, grouping, invocation);
    await invocation.out.write(text);
    return 0;
  });
}

function flowchartOf(chart: Chart, grouping: Grouping, invocation: GraphInvocation): string {
  const { collapse, collapsesLarge, direction = 'TB' } = invocation.options;
  const limits = `${count(MERMAID_LIMITS.edges, 'edge')} and ${count(MERMAID_LIMITS.characters, 'character')}`;
  const whole = collapse ? undefined : writeFlowchart(drawBoxes(chart, grouping), direction);
  if (whole?.fits === true) return whole.text;
  if (whole !== undefined && !collapsesLarge) return whole.text;
  if (whole !== undefined) {
    const size = `${count(whole.edges, 'edge')} and ${count(whole.text.length, 'character')}`;
    note(invocation, `the chart of all tasks has ${size}; mermaid draws at most ${limits}`);
  }
  const collapsed = writeFlowchart(drawGroups(grouping), direction);
  if (!collapsed.fits) {
    const size = `${count(collapsed.edges, 'edge')} and ${count(collapsed.text.length, 'character')}`;
    invocation.messages.line(
      `even with one box for each job, the chart has ${size}, more than mermaid draws (${limits}); draw fewer refs, or use --format=html`,
    );
  }
  return collapsed.text;
}

async function pictureOf(
  graph: JobGraph,
  chart: Chart,
  grouping: Grouping,
  invocation: GraphInvocation,
): Promise<string> {
  const { collapse, format, direction } = invocation.options;
  const { layOut, writePage, writeSvg } = await import('../../plan/picture/index.js');
  const { boxes, arrows } = chart;
  const isLarge = boxes.length > PICTURE_LIMITS.boxes || arrows.length > PICTURE_LIMITS.arrows;
  if (isLarge && !collapse) {
    const size = `${count(boxes.length, 'box', 'boxes')} and ${count(arrows.length, 'arrow')}`;
    note(
      invocation,
      `a picture of all tasks has ${size}; up to ${number(PICTURE_LIMITS.boxes)} boxes and ${number(PICTURE_LIMITS.arrows)} arrows are drawn`,
    );
  }
  const collapsed = collapse || isLarge;
  const layout = await layOut(collapsed ? drawGroups(grouping) : drawBoxes(chart, grouping), direction);
  return format === 'svg'
    ? writeSvg(layout, graph.graph)
    : writePage({ graph: graph.graph, chart, grouping, layout, collapsed });
}

/** Says that the drawing is collapsed by itself, and what to do for more. */
function note({ messages, options }: GraphInvocation, why: string): void {
  if (options.quiet) return;
  const more = options.format === 'html' ? 'choose a job in the page to see its tasks' : 'draw fewer refs to see tasks';
  messages.line(`collapsed to one box for each job: ${why}; ${more}`);
}
