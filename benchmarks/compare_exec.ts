import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Comparison, Contender } from './comparison.js';
import { builtTarget, fresh, program } from './folders.js';
import { layered, makefile, ninjaFile, requestedRefs } from './layered.js';
import { measure } from './measure.js';

/** Executing a layered graph of `touch` tasks, two at a time: us with catalog, manifests and logs, against ninja and make. */
export function execComparisons(sizes: readonly number[], scratch: string): Comparison[] {
  return sizes.map((tasks) => {
    const folder = join(scratch, String(tasks));
    fresh(folder);
    const graph = layered(tasks);
    const planFile = join(folder, 'plan.json');
    const refsFile = join(folder, 'refs');
    writeFileSync(refsFile, requestedRefs(graph));
    measure({
      file: builtTarget('layered.plan'),
      args: ['--state-dir', join(folder, 'no-state'), `@${refsFile}`],
      cwd: folder,
      stdoutFile: planFile,
    });
    const buildFile = (name: string, text: string): string => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    };
    const touching = (name: string, file: string, args: (work: string) => string[], us = false): Contender => {
      const work = join(folder, `work-${name}`);
      return {
        name,
        us,
        prepare: () => {
          fresh(work);
          fresh(`${work}-state`);
        },
        command: { file, args: args(work), cwd: work, stdoutFile: join(folder, `${name}.out`) },
        check: () => {
          expectFiles(work, tasks);
        },
      };
    };
    const ninja = buildFile('build.ninja', ninjaFile(graph));
    const make = buildFile('Makefile', makefile(graph));
    return {
      title: `layered ${tasks.toLocaleString('en')}, --jobs 2`,
      target: 'CPU at most 1.0 × and wall at most 1.1 × that of ninja',
      contenders: [
        touching(
          'databuild exec',
          builtTarget('layered.exec'),
          (work) => ['--jobs', '2', '--quiet', '--state-dir', `${work}-state`, '--data-dir', work, planFile],
          true,
        ),
        touching('ninja', program('ninja', 'ninja-build'), () => ['-j2', '--quiet', '-f', ninja]),
        touching('make', program('make', 'make'), () => ['-j2', '-s', '-f', make]),
      ],
    };
  });
}

function expectFiles(folder: string, count: number): void {
  const touched = readdirSync(folder).filter((name) => /^\d+\.\d+$/.test(name)).length;
  if (touched !== count) throw new Error(`${String(touched)} files were touched where ${String(count)} were expected`);
}
