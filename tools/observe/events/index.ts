export { openFileTarget } from './file_target.js';
export { httpSink, type HttpSinkOptions } from './http_sink.js';
export { lineSink, type LineSinkOptions, type LineTarget } from './line_sink.js';
export {
  buildIds,
  endsOfEvents,
  eventsFile,
  findBuild,
  hasEvents,
  outcomeOf,
  pastBuild,
  replayFile,
  type FindBuildFailure,
  type PastBuild,
  type PastOutcome,
  type ReplayFileFailure,
} from './past_builds.js';
export { bodyOf, type Body } from './convert.js';
export { parseEvent, readEvents, type EventProblem, type EventsRead, type EventsReadFailure } from './read.js';
export { isEnd, replay, Replay, type ReplayFailure } from './replay.js';
export { streamEventSchema, type Problem, type StreamEvent, type StreamEventType } from './schema.js';
export type { EventSink, OnSinkFailure, SinkFailure } from './sink.js';
export type { BuildState, StreamFlaw, TaskEnd, TaskState } from './state.js';
export { eventStream, type EventStream, type EventStreamOptions } from './stream.js';
