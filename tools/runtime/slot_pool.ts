import { Lifeline } from './lifeline.js';
import type { Launch } from './shell_text.js';
import { Slot, type LaunchOutcome, type SlotOptions } from './slot.js';
import { runWithTimeout } from './slot_timeout.js';

/** Runs processes, a fixed number at a time. */
export interface Slots {
  readonly size: number;
  /** The caller keeps count: more calls in flight than `size` are a bug. */
  run(launch: Launch): Promise<LaunchOutcome>;
  /** Asks everything that runs to end (SIGTERM) and kills it when the grace is over. */
  stop(): void;
  /** Kills everything that runs, now. */
  kill(): void;
  /** Ends the helpers. Nothing that was started in them is left afterwards. */
  close(): Promise<void>;
}

export interface SlotPoolOptions extends SlotOptions {
  readonly size: number;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number;
}

/** Starts the helpers at once: call it before memory fills up. */
export function startSlots(options: SlotPoolOptions): Slots {
  const lifeline = new Lifeline(options.graceMs);
  const slots = Array.from(
    { length: options.size },
    () =>
      new Slot(options, (pid) => {
        lifeline.guard(pid);
      }),
  );
  const idle = [...slots];
  let killTimer: NodeJS.Timeout | undefined;
  const kill = (): void => {
    for (const slot of slots) if (slot.busy) slot.signal('SIGKILL');
  };

  return {
    size: options.size,
    async run(launch) {
      const slot = idle.pop();
      if (slot === undefined) throw new Error('no free slot');
      try {
        const { timeoutMs } = launch;
        if (timeoutMs === undefined) return await slot.run(launch);
        return await runWithTimeout(slot, launch, timeoutMs, options.graceMs);
      } finally {
        idle.push(slot);
      }
    },
    stop() {
      if (killTimer !== undefined) return;
      for (const slot of slots) if (slot.busy) slot.signal('SIGTERM');
      killTimer = setTimeout(kill, options.graceMs);
    },
    kill,
    async close() {
      clearTimeout(killTimer);
      await Promise.all(slots.map((slot) => slot.close()));
      await lifeline.release();
    },
  };
}
