import { expect } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestGraph, type Done, type Program, type RunOptions } from './test_graph.js';

/** What a test looks at in a result. */
export interface TestResult {
  readonly attempt: string;
  readonly signal?: string;
  readonly tasks: readonly {
    readonly id: string;
    readonly number: number;
    readonly token?: number;
    readonly end: { readonly kind: string; readonly problem?: object; readonly metadata?: object };
  }[];
}

/** A graph with a plan in `plan.json`, whose state is in `s` and whose results are in `s/attempts`. */
export class TaskGraph extends TestGraph {
  /** Makes a plan. @returns the ids of its tasks, by their first output */
  async plan(...refs: readonly string[]): Promise<(ref: string) => string> {
    const { code, stdout, stderr } = await this.run('plan', ['-q', '--state-dir', 's', ...refs]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    writeFileSync(join(this.dir, 'plan.json'), stdout);
    const { tasks } = JSON.parse(stdout) as { tasks: { id: string; config: { outputs: string[] } }[] };
    const ids = new Map(tasks.map(({ id, config }) => [config.outputs[0], id]));
    return (ref) => {
      const id = ids.get(ref);
      if (id === undefined) throw new Error(`the plan does not make ${ref}`);
      return id;
    };
  }

  /** Runs tasks of the plan. */
  task(args: readonly string[], options: RunOptions = {}): Promise<Done> {
    return this.run('task', ['--plan', 'plan.json', '--state-dir', 's', ...args], options);
  }

  startTask(args: readonly string[]): Program {
    return this.start('task', ['--plan', 'plan.json', '--state-dir', 's', ...args]);
  }

  /** The path of a file of an attempt. */
  pathOf(name: string): string {
    return join(this.dir, 's/attempts', name);
  }

  /** The result file of an attempt. */
  resultOf(attempt: string): TestResult {
    return JSON.parse(readFileSync(this.pathOf(`${attempt}.json`), 'utf8')) as TestResult;
  }

  /** The refs in the catalog, one per line. */
  async recorded(): Promise<string> {
    return (await this.run('catalog', ['ls', '--state-dir', 's'])).stdout;
  }
}

/** The results that a command printed. */
export function resultsIn({ stdout }: Done): TestResult[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as TestResult);
}
