import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TriggerDescriptor } from '../../../base/model/index.js';
import { manifestOf } from '../../../catalog/conformance/manifests.js';
import type { CatalogLocation, Database } from '../../../catalog/index.js';
import { Triggers } from '../index.js';
import { GRAPH, openParts, triggerOf } from './parts.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-03-02T00:00:00Z');
const QUIET_MS = 5_000;
const ANN = { name: 'ann', role: 'operator' } as const;

/** Six hours of a simulated day each. */
export const STEPS_A_DAY = 4;

/** Where the story takes place. */
export interface StoryPlace {
  readonly location: CatalogLocation;
  /** The folder of the programs, and of the file that says how far the story is. */
  readonly folder: string;
}

const PROGRAMS = {
  refs: '#!/bin/sh\necho "asked/${DATABUILD_SLOT:-event}"\n',
  poll: `#!/bin/sh
read -r input
n=\${input##*'"cursor":'}
n=\${n%\\}}
[ "$n" = null ] && n=0
echo "{\\"cursor\\": $((n + 1)), \\"events\\": [$n]}"
`,
};

/** A trigger of every kind. */
const TRIGGERS: readonly TriggerDescriptor[] = [
  triggerOf('daily', { schedule: '0 6 * * *', catchUp: 'all', requests: ['daily/{date}'] }),
  triggerOf('often', { schedule: '0 3,9,15,21 * * *', catchUp: 'all', refs: 'refs' }),
  triggerOf('sums', { onPartitions: ['raw/{n}'], catchUp: 'all', requests: ['sum/{n}'] }),
  triggerOf('hook', { http: true, catchUp: 'all', refs: 'refs' }),
  triggerOf('poller', { poll: 'poll', pollSeconds: 12 * 3600, catchUp: 'all', requests: ['polled'] }),
];

export async function prepareStory({ folder }: StoryPlace): Promise<void> {
  for (const [name, text] of Object.entries(PROGRAMS)) await writeFile(join(folder, name), text, { mode: 0o755 });
  await writeFile(join(folder, 'step'), '0');
}

/**
 * Plays some days of the story, from the step in which a process before has ended. What happens outside of the triggers
 * can happen again without making a difference.
 *
 * @param reached called between any two steps of the triggers
 */
export async function playStory(
  { location, folder }: StoryPlace,
  steps: number,
  reached: () => void = () => undefined,
): Promise<void> {
  let now = START;
  const { parts, database, catalog } = await openParts({
    location,
    programs: folder,
    clock: { now: () => now },
    triggers: () => TRIGGERS,
    around: (each) => watched(each, reached),
  });
  const capture: typeof parts.capture = async (request) => {
    const outcome = await parts.capture(request);
    reached();
    return outcome;
  };
  const triggers = new Triggers({ ...parts, capture });
  const look = async () => {
    const { handled } = await triggers.look(new AbortController().signal);
    await handled;
  };
  for (let step = Number(readFileSync(join(folder, 'step'), 'utf8')); step < steps; step++) {
    now = START + step * 6 * HOUR;
    await look();
    if (step % STEPS_A_DAY === 1) await catalog.record([manifestOf(`m${String(step)}`, [`raw/${String(step)}`])]);
    if (step % STEPS_A_DAY === 2) await triggers.event(GRAPH, 'hook', { body: step, key: String(step) }, ANN);
    await look();
    now += QUIET_MS;
    await look();
    await writeFile(join(folder, 'step'), String(step + 1));
  }
  await catalog.close();
  await database[Symbol.asyncDispose]();
}

/** A database that says when it has written something, and when a transaction is about to be committed. */
function watched(database: Database, reached: () => void): Database {
  return {
    ...database,
    run: async (...statement) => {
      const changed = await database.run(...statement);
      reached();
      return changed;
    },
    transaction: async (work) => {
      const value = await database.transaction(async (sql) => {
        const done = await work(sql);
        // Nothing of it is committed.
        reached();
        return done;
      });
      reached();
      return value;
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** What the triggers have requested and recorded in the end, however often they were killed. */
export async function storyEnd({ location, folder }: StoryPlace): Promise<unknown> {
  const { database, catalog } = await openParts({
    location,
    programs: folder,
    clock: { now: () => START },
    triggers: () => TRIGGERS,
  });
  const requests = await database.all<{ key: string; body: string }>('SELECT key, body FROM test_requests');
  const events = await database.all<{ key: string; ended: number }>(
    'SELECT key, CASE WHEN request IS NULL THEN 0 ELSE 1 END AS ended FROM trigger_events',
  );
  await catalog.close();
  await database[Symbol.asyncDispose]();
  return {
    // The ranges of changes depend on when somebody looks; the partitions do not.
    requests: requests
      .map(
        ({ key, body }) =>
          `${key.replace(/ partitions.*/, '')}: ${(JSON.parse(body) as { refs: string[] }).refs.join()}`,
      )
      .sort(),
    waiting: events.filter(({ ended }) => ended === 0),
    count: events.length === requests.length,
  };
}
