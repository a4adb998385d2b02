import { openBuilder, openObservers, type Builder, type BuildSettings, type ObserverOptions } from '../driver/index.js';
import type { Emit, Work } from '../exec/index.js';
import type { Invocation } from './command.js';
import { eventsOnStdout, observerOptions } from './observers.js';
import { DEFAULT_IN_FLIGHT, MOST_LOCAL_JOBS } from './options.js';
import { progressOf, showsView } from './progress.js';
import { siteOf, tell } from './session.js';

/** What a command that runs tasks works with. */
export interface Workshop extends Pick<Builder, 'catalog' | 'jobs'> {
  /** Runs tasks, prints manifests and reports failures. @returns the exit code */
  readonly runWork: (work: Work) => Promise<number>;
}

/** Opens what a command needs to run tasks, and closes it after the work. @returns the exit code */
export async function withWorkshop(
  invocation: Invocation,
  work: (workshop: Workshop) => Promise<number>,
): Promise<number> {
  const site = siteOf(invocation);
  const opened = await openBuilder(site, settingsOf(invocation));
  if (!opened.ok) return tell(invocation, opened.error);
  await using builder = opened.value;
  const observed: ObserverOptions = observerOptions(invocation);
  const runWork = async (tasks: Work): Promise<number> => {
    await using observers = await openObservers(tasks, site, observed);
    const progress = progressOf(invocation, tasks, site.dataDir);
    const done = await builder
      .run(tasks, {
        cancel: invocation.cancellation,
        emits: [progress.emit, ...observers.emits, ...manifestPrinter(invocation), ...profiling(tasks, invocation)],
        traceparentOf: observers.traceparentOf,
        room: observers.room,
      })
      .finally(progress.end);
    return done.ok ? 0 : tell(invocation, done.error);
  };
  const { catalog, jobs } = builder;
  return await work({ catalog, jobs, runWork });
}

/** The settings of a build by the command line. */
export function settingsOf({ options, context }: Invocation): BuildSettings {
  const { jobs, graceSeconds, resources, optimistic, leaseTtlSeconds, wait, auditMasked, engine, engineOptions } =
    options;
  return {
    // An engine takes no more than it allows.
    jobs: engine === 'local' ? Math.min(jobs ?? context.parallelism, MOST_LOCAL_JOBS) : (jobs ?? DEFAULT_IN_FLIGHT),
    graceMs: graceSeconds * 1000,
    resources,
    optimistic,
    leaseTtlMs: leaseTtlSeconds * 1000,
    wait,
    audits: auditMasked !== undefined,
    engine,
    engineOptions,
  };
}

function profiling(tasks: Work, { profile }: Invocation): Emit[] {
  return profile === undefined ? [] : [profile.build(tasks)];
}

/** Prints manifests, unless standard output has the events, or is the terminal that shows the view. */
function manifestPrinter(invocation: Invocation): Emit[] {
  const { out } = invocation;
  if (eventsOnStdout(invocation) || (out.tty && showsView(invocation))) return [];
  return [
    (event) => {
      if (event.event === 'unchanged' || (event.type === 'task' && event.event === 'finished'))
        void out.write(`${JSON.stringify(event.manifest)}\n`);
    },
  ];
}
