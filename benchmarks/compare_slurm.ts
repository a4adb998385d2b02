import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HAS_SLURM, startSlurm, type SlurmCluster } from '../tools/dev/testing/slurm/index.js';
import type { Comparison, Contender } from './comparison.js';
import { builtTarget, fresh, touched } from './folders.js';
import { measure, type Command } from './measure.js';
import { expectRecords, layOut, planned } from './ours.js';
import { snakefile } from './peer_files.js';
import { snakemakeOn } from './peers.js';
import { fileOf, shapeOf } from './shapes.js';

export const slurmTitle = (tasks: number): string => `${tasks.toLocaleString('en')} short tasks on Slurm`;

/** The name of the contender, which says how many tasks it makes if those are not all. */
export function oneSbatchATask(tasks: number): string {
  return tasks <= PLAIN_UP_TO
    ? 'one sbatch a task'
    : `one sbatch a task, ${PLAIN_UP_TO.toLocaleString('en')} tasks only`;
}

/** How many times as fast as one `sbatch` a task, and CPU of the driver for each task in seconds, at most. */
export const SLURM_TARGETS = { timesAsFast: 5, driverCpuSeconds: 0.001 };

/** With more tasks than this, snakemake does not run: each of its jobs starts Python, for about 2 s of CPU. */
const SNAKEMAKE_UP_TO = 100;

/** As many plain jobs are submitted at most: with more, one `sbatch` a task takes very long. */
export const PLAIN_UP_TO = 1000;

/** A cluster of 32 processors on this machine, which keeps no job for long and takes all of a comparison at once. */
const CLUSTER = { nodes: 2, cpus: 16, config: { MaxJobCount: '100000', MaxArraySize: '20001', MinJobAge: '10' } };

/**
 * Runs short tasks on a Slurm of this machine. CPU time is that of the program that submits and waits: jobs are children of the
 * daemons, and count as other programs.
 */
export async function slurmComparisons(
  sizes: readonly number[],
  scratch: string,
  opened: AsyncDisposableStack,
): Promise<Comparison[]> {
  if (!HAS_SLURM) throw new Error('Slurm is not installed; npm test installs it');
  const cluster = await startSlurm(CLUSTER);
  opened.defer(() => cluster.stop());
  return Promise.all(sizes.map((tasks) => ofSize(tasks, join(scratch, String(tasks)), cluster)));
}

async function ofSize(tasks: number, folder: string, cluster: SlurmCluster): Promise<Comparison> {
  const laid = await layOut(shapeOf('wide', tasks), folder, 'short');
  const planFile = planned(laid);
  const { timesAsFast, driverCpuSeconds } = SLURM_TARGETS;
  const ours = (name: string, us: boolean, ...options: readonly string[]): Contender => {
    const work = join(folder, us ? 'packed' : 'unpacked');
    const places = ['--state-dir', `${work}-state`, '--data-dir', work];
    const contender = contenderIn(work, tasks, name, () => ({
      file: builtTarget('short.exec'),
      args: [
        ...['--quiet', '--allow-foreign-executables', '--engine', 'slurm', '--jobs', String(tasks)],
        ...[...options, ...places, planFile],
      ],
      cwd: work,
      stdoutFile: `${work}.out`,
      env: cluster.env,
    }));
    return {
      ...contender,
      us,
      prepare: () => {
        fresh(`${work}-state`);
        contender.prepare();
      },
      check: () => {
        contender.check();
        expectRecords(work, tasks, 0);
      },
    };
  };
  const script = (name: string, text: string, count = tasks): Contender => {
    const work = join(folder, name.replaceAll(/\W+/g, '-'));
    return contenderIn(work, count, name, () => {
      const file = join(work, 'submit.sh');
      writeFileSync(file, text, { mode: 0o755 });
      return { file, args: [String(count)], cwd: work, stdoutFile: `${work}.out`, env: cluster.env };
    });
  };
  return {
    title: slurmTitle(tasks),
    target: `at least ${timesAsFast} times as fast as one sbatch a task; CPU of the driver at most ${driverCpuSeconds * 1000} ms a task`,
    contenders: [
      ours('databuild exec, packed', true),
      ours('databuild exec, not packed', false, '--engine-option', 'pack-seconds=0'),
      script(oneSbatchATask(tasks), ONE_BY_ONE, Math.min(tasks, PLAIN_UP_TO)),
      script('one sbatch for an array of all', AS_ARRAY),
      ...(tasks > SNAKEMAKE_UP_TO ? [] : [snakemakeContender(tasks, folder, cluster)]),
    ],
  };
}

/** The array has one element for each task. */
const AS_ARRAY = `#!/bin/sh
printf '#!/bin/sh\\nexec touch t$SLURM_ARRAY_TASK_ID\\n' > job.sh
sbatch --parsable --output=/dev/null "--array=0-$(($1 - 1))" job.sh
until [ "$(ls | grep -c '^t')" = "$1" ]; do sleep 0.2; done
`;

const ONE_BY_ONE = `#!/bin/sh
printf '#!/bin/sh\\nexec touch "$1"\\n' > job.sh
task=0
while [ "$task" -lt "$1" ]; do
  sbatch --parsable --output=/dev/null job.sh "t$task"
  task=$((task + 1))
done
until [ "$(ls | grep -c '^t')" = "$1" ]; do sleep 0.2; done
`;

function snakemakeContender(tasks: number, folder: string, cluster: SlurmCluster): Contender {
  const work = join(folder, 'snakemake');
  const contender = contenderIn(work, tasks, 'snakemake --cluster sbatch', () => {
    writeFileSync(join(work, 'Snakefile'), snakefile(shapeOf('wide', tasks)));
    const command = snakemakeOn(work, '--cluster', 'sbatch --parsable --output=/dev/null', '--jobs', '64');
    return { ...command, cwd: work, stdoutFile: `${work}.out`, env: { ...cluster.env, ...command.env } };
  });
  return { ...contender, maxRounds: 1 };
}

/** A program that touches the files of all tasks in a folder of its own. */
function contenderIn(work: string, tasks: number, name: string, command: () => Command): Contender {
  let prepared: Command | undefined;
  return {
    name,
    us: false,
    mayBreak: !name.startsWith('databuild'),
    prepare: () => {
      fresh(work);
      prepared = command();
    },
    measure: () => {
      if (prepared === undefined) throw new Error('not prepared');
      return measure(prepared);
    },
    check: () => {
      const { count } = touched(work);
      if (count !== tasks) throw new Error(`${count} of ${tasks} tasks touched their file, such as ${fileOf(0)}`);
    },
  };
}
