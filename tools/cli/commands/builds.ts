import {
  buildIds,
  eventsFile,
  findBuild,
  outcomeOf,
  pastBuild,
  replayFile,
  type FindBuildFailure,
  type ReplayFileFailure,
} from '../../observe/events/index.js';
import {
  describeBuild,
  describeEventsFailure,
  describeFindBuildFailure,
  describePastBuild,
} from '../../report/index.js';
import type { GraphInvocation } from '../command.js';
import { siteOf } from '../session.js';
import { writeLines } from '../write_lines.js';

/** Version of what both actions print with --json. */
const SCHEMA_VERSION = 1;

export async function runBuildsLs(invocation: GraphInvocation): Promise<number> {
  const { args, context, messages, options, refuse, usageError } = invocation;
  if (args.length > 0) return usageError(`unexpected argument ${JSON.stringify(args[0])}; ls lists all builds`);
  const { stateDir } = siteOf(invocation);
  const ids = await buildIds(stateDir);
  if (!ids.ok) return refuse(describeEventsFailure(ids.error));
  const lines = (async function* () {
    for (const id of ids.value) {
      const build = await pastBuild(stateDir, id, context.host);
      yield options.json ? JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...build }) : describePastBuild(build);
    }
  })();
  const printed = await writeLines(invocation, lines);
  if (printed === 0 && !options.quiet) messages.line(describeFindBuildFailure({ reason: 'no-builds', stateDir }));
  return 0;
}

export async function runBuildsShow(invocation: GraphInvocation): Promise<number> {
  const { args, cancellation, context, options, out, refuse, usageError } = invocation;
  const [wanted, ...rest] = args;
  if (rest.length > 0) return usageError(`unexpected argument ${JSON.stringify(rest[0])}; name one build`);
  if (wanted === '') return usageError('the id is empty; name a build, or none for the newest one');
  const { stateDir } = siteOf(invocation);
  const id = await findBuild(stateDir, wanted);
  if (!id.ok) return refuse(describeFailure(id.error));
  const replayed = await replayFile(eventsFile(stateDir, id.value), cancellation.signal);
  if (!replayed.ok) return refuse(describeFailure(replayed.error));
  const { state, read } = replayed.value;
  const outcome = outcomeOf(state, context.host);
  const text = options.json
    ? JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...state, outcome, torn: read.torn })
    : describeBuild(state, outcome, read);
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
