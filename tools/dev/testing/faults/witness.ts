import { errorCode } from '../../../base/runtime/index.js';
import { eventsFile, replayFile, type BuildState } from '../../../observe/events/index.js';
import { readCurrentIds, type CurrentIds } from './end_state.js';
import type { JournalLine } from './journal.js';
import type { Rig } from './rig.js';

/**
 * Inspects the state after each build, and collects everything that must not happen: a record is lost, changed or
 * rebuilt; the events of a build cannot be replayed, or contradict the catalog.
 */
export class Witness {
  readonly #rig: Rig;
  readonly #alone: boolean;
  readonly #problems: string[] = [];
  #recorded: CurrentIds = new Map();
  /** Builds that were looked at. */
  readonly #seen = new Set<string>();
  #runs = 0;

  /** @param alone builds never run in parallel, so none can lose a task to another */
  constructor(rig: Rig, alone = true) {
    this.#rig = rig;
    this.#alone = alone;
  }

  /** Descriptions of everything that must not have happened. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** How many times tasks began. */
  get again(): number {
    return this.#runs;
  }

  /** The number of recorded partitions. */
  get recorded(): number {
    return this.#recorded.size;
  }

  /** Call it when all builds have ended, before others start. */
  async look(): Promise<void> {
    const rig = this.#rig;
    const recorded = await readCurrentIds(rig);
    for (const [ref, id] of this.#recorded) {
      const now = recorded.get(ref);
      if (now !== id) this.#problems.push(`${ref} was recorded as ${id}, and is ${now ?? 'gone'} now`);
    }
    const journal = await rig.journal();
    for (const build of await rig.builds()) {
      if (this.#seen.has(build)) continue;
      this.#seen.add(build);
      this.#lookAtRuns(journal.filter((line) => line.build === build));
      await this.#lookAtEvents(build, recorded);
    }
    this.#recorded = recorded;
  }

  #lookAtRuns(lines: readonly JournalLine[]): void {
    const begun = lines.filter(({ what }) => what === 'begin').map(({ task }) => task);
    for (const task of begun) {
      if (this.#recorded.has(task)) this.#problems.push(`${task} was recorded, and began again`);
    }
    if (this.#alone && new Set(begun).size < begun.length)
      this.#problems.push(`one build began twice: ${begun.join(' ')}`);
    this.#runs += begun.length;
  }

  async #lookAtEvents(build: string, recorded: CurrentIds): Promise<void> {
    const replayed = await replayFile(eventsFile(this.#rig.seen(this.#rig.stateDir), build));
    // A build may be killed before it writes its first event.
    if (!replayed.ok) {
      const { error } = replayed;
      const tooEarly = error.reason === 'no-first-event' || errorCode(error) === 'ENOENT';
      if (!tooEarly) this.#problems.push(`the events of ${build} cannot be replayed: ${JSON.stringify(error)}`);
      return;
    }
    const { state } = replayed.value;
    for (const flaw of state.flaws) this.#problems.push(`the events of ${build}: ${JSON.stringify(flaw)}`);
    this.#problems.push(...contradictions(state, recorded));
  }
}

/** Where the events of a build tell of something that the catalog does not have. */
function contradictions(state: BuildState, recorded: CurrentIds): string[] {
  const ids = new Set(recorded.values());
  return state.tasks.flatMap(({ id, state: end, manifests = [] }) => {
    if (end !== 'succeeded' && end !== 'delegated') return [];
    const lost = manifests.filter((manifest) => !ids.has(manifest));
    return lost.length === 0 ? [] : [`${id} ${end} by the events of ${state.buildId}, and is not in the catalog`];
  });
}
