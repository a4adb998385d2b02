import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startSlots,
  type Launch,
  type LaunchOutcome,
  type SlotPoolOptions,
  type Slots,
} from '../../base/runtime/index.js';
import { passOnSignals } from './pass_on_signals.js';

/** Slots that run real processes, in their own directory. */
export class SlotRig {
  readonly dir: string;
  readonly slots: Slots;
  readonly #deafen: () => void;

  private constructor(dir: string, slots: Slots, deafen: () => void) {
    this.dir = dir;
    this.slots = slots;
    this.#deafen = deafen;
  }

  static async start(options: Omit<SlotPoolOptions, 'cwd'>): Promise<SlotRig> {
    const deafen = passOnSignals('SIGCHLD');
    const dir = await mkdtemp(join(tmpdir(), 'slots-'));
    return new SlotRig(dir, await startSlots({ ...options, cwd: dir }), deafen);
  }

  /** The log of processes, unless their launch has another. */
  get log(): string {
    return join(this.dir, 'log');
  }

  run(program: string, args: readonly string[] = [], more: Partial<Launch> = {}): Promise<LaunchOutcome> {
    const metadataFile = join(this.dir, 'metadata');
    return this.slots.run({ program, args, env: {}, logFile: this.log, metadataFile, ...more });
  }

  async stop(): Promise<void> {
    await this.slots.close();
    this.#deafen();
    await rm(this.dir, { recursive: true, force: true });
  }
}
