import type { Graph, Page as Items } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { graphPage } from '../../addresses.js';
import { Page, Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown } from '../../ui/shown.js';

/** What runs, what failed, what is late, and the graphs. */
export function Overview() {
  const graphs = useRead<Items<Graph>>('/graphs', ({ type }) => type === 'deployment');
  return (
    <Page title="Overview">
      <Section title="Graphs">
        <Shown of={graphs} what="the graphs">
          {({ items }) =>
            items.length === 0 ? (
              <Empty>No graph is deployed.</Empty>
            ) : (
              <ul>
                {items.map(({ label }) => (
                  <li key={label}>
                    <Ref value={label} href={graphPage(label)} />
                  </li>
                ))}
              </ul>
            )
          }
        </Shown>
      </Section>
    </Page>
  );
}
