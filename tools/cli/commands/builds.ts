import type { FindBuildFailure, ReplayFileFailure } from '../../observe/events/index.js';
import { findPastBuild, listBuilds } from '../../observe/jobs/index.js';
import {
  describeBuild,
  describeEventsFailure,
  describeFindBuildFailure,
  describeLogsElsewhere,
  describePastBuild,
} from '../../report/index.js';
import type { GraphInvocation } from '../command.js';
import { viewJobCatalog } from '../job_catalog.js';
import { siteOf } from '../session.js';
import { writeLines } from '../write_lines.js';

/** Version of what both actions print with --json. */
const SCHEMA_VERSION = 1;

export async function runBuildsLs(invocation: GraphInvocation): Promise<number> {
  const { args, context, messages, options, refuse, usageError } = invocation;
  if (args.length > 0) return usageError(`unexpected argument ${JSON.stringify(args[0])}; ls lists all builds`);
  const { stateDir } = siteOf(invocation);
  await using jobs = await viewJobCatalog(invocation);
  const builds = await listBuilds({ stateDir, jobs, host: context.host });
  if (!builds.ok) return refuse(describeEventsFailure(builds.error));
  const lines = (async function* () {
    for await (const build of builds.value) {
      yield options.json ? JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...build }) : describePastBuild(build);
    }
  })();
  const printed = await writeLines(invocation, lines);
  if (printed === 0 && !options.quiet) messages.line(describeFindBuildFailure({ reason: 'no-builds', stateDir }));
  return 0;
}

export async function runBuildsShow(invocation: GraphInvocation): Promise<number> {
  const { args, cancellation, context, messages, options, out, refuse, usageError } = invocation;
  const [wanted, ...rest] = args;
  if (rest.length > 0) return usageError(`unexpected argument ${JSON.stringify(rest[0])}; name one build`);
  if (wanted === '') return usageError('the id is empty; name a build, or none for the newest one');
  const { stateDir } = siteOf(invocation);
  await using jobs = await viewJobCatalog(invocation);
  const { host } = context;
  const found = await findPastBuild(wanted, { stateDir, jobs, host }, cancellation.signal);
  if (!found.ok) return refuse(describeFailure(found.error));
  const { state, outcome, read } = found.value;
  const text = options.json
    ? JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...state, outcome, torn: read?.torn ?? false })
    : describeBuild(state, outcome, read ?? { torn: false, unknown: 0, odd: 0 });
  if (read === undefined) messages.line(describeLogsElsewhere(state));
  await out.write(`${text}\n`);
  return 0;
}

function describeFailure(failure: FindBuildFailure | ReplayFileFailure): string {
  switch (failure.reason) {
    case 'build-not-found':
    case 'no-builds':
    case 'build-ambiguous':
      return describeFindBuildFailure(failure);
    default:
      return describeEventsFailure(failure);
  }
}
