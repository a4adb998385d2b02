import { errorCode } from '../../../base/runtime/index.js';
import { eventsFile, replayFile, type BuildState } from '../../../observe/events/index.js';
import { readCurrentIds, type CurrentIds } from './end_state.js';
import type { JournalLine } from './journal.js';
import type { Rig } from './rig.js';

/**
 * Looks at a place after each build, and keeps what must not happen: that something which was recorded is gone, changed
 * or made again, or that the events of a build cannot be replayed or say something else than the catalog.
 */
export class Witness {
  readonly #rig: Rig;
  readonly #alone: boolean;
  readonly #problems: string[] = [];
  #recorded: CurrentIds = new Map();
  /** Builds that were looked at. */
  readonly #seen = new Set<string>();
  #runs = 0;

  /** @param alone no two builds run at the same time, so that none can lose a task to another */
  constructor(rig: Rig, alone = true) {
    this.#rig = rig;
    this.#alone = alone;
  }

  /** What must not have happened, in words. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** How many tasks have begun again, because their first run was in flight when its build was ended. */
  get again(): number {
    return this.#runs;
  }

  /** How many partitions are recorded. */
  get recorded(): number {
    return this.#recorded.size;
  }

  /** To be called when builds have ended, and before others begin. */
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
    // A build may be killed before it has written its first event.
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
