import { BAZEL_ALONE, NULL_TITLE, PLAN_ALONE } from './compare_null.js';
import { EXEC_SHAPES, execTargets, execTitle, TIMES_AS_FAST } from './compare_exec.js';
import { AS_PROCESSES, linksByWorkersTitle, linksTitle, shortTasksTitle } from './compare_chain.js';
import {
  BUILT_TITLE,
  NOTHING_TITLE,
  PLANNED_TITLE,
  PROGRAMS_NOTHING_TITLE,
  PROGRAMS_SECONDS,
  TIMES_SNAKEMAKE,
} from './compare_deep.js';
import {
  ALL_TO_DO_TARGETS,
  allToDoTitle,
  DRY_RUN_TARGET,
  firstTaskTitle,
  nothingToDoTitle,
  PLAN_TARGETS,
} from './compare_plan.js';
import { oneSbatchATask, PLAIN_UP_TO, SLURM_TARGETS, slurmTitle } from './compare_slurm.js';
import {
  FIRST_LINE_TITLE,
  TASK_TITLE,
  TIMES_BUNDLE,
  TIMES_NODE,
  TIMES_VERSION,
  VERSION_ALONE,
  VERSION_TITLE,
} from './compare_start.js';
import { medianOf, underLoad } from './comparison.js';
import { exponent, growthOf } from './growth.js';
import { ratio, rowOf, type Saved } from './results.js';

/** Whether one target was reached. */
export interface Verdict {
  readonly what: string;
  readonly target: string;
  /** The measurement in words; absent if it was not measured. */
  readonly measured?: string;
  readonly reached?: boolean;
  readonly underLoad?: boolean;
}

/** Compares the targets of each benchmark with its measurements. */
export const VERDICTS: Readonly<Record<string, (saved: Saved) => Verdict[]>> = {
  exec: (saved) =>
    EXEC_SHAPES.flatMap((shape) => [1_000, 10_000].flatMap((tasks) => execVerdicts(saved, shape, tasks))),
  spawn: (saved) =>
    saved.results.flatMap(({ title, rows }) => {
      const small = rows.find((row) => !row.us)?.contender ?? '';
      return (['cpuSeconds', 'wallSeconds'] as const).map((field) =>
        atMost(saved, title, `${title}: ${NAMES[field]} a task`, ratio(saved, title, small, field), 1.2),
      );
    }),
  plan: (saved) => [
    ...[...PLAN_TARGETS].flatMap(([refs, { seconds, peakMiB }]) => {
      const title = nothingToDoTitle(refs);
      const what = `plan, ${title}`;
      const verdicts = [below(saved, title, what, 'wallSeconds', seconds)];
      return peakMiB === undefined ? verdicts : [...verdicts, below(saved, title, what, 'peakMiB', peakMiB)];
    }),
    ...allToDoVerdicts(saved),
    ...growthVerdicts(saved),
  ],
  chain: (saved) => {
    const what = 'a chain of 1,000 partitions, each known only after the one before';
    return [
      below(saved, linksTitle(1_000), what, 'wallSeconds', 1),
      below(saved, linksByWorkersTitle(1_000), `${what}, by workers`, 'wallSeconds', 1),
      shortTasksVerdict(saved, shortTasksTitle(1_000)),
    ];
  },
  deep: (saved) => [
    below(saved, PROGRAMS_NOTHING_TITLE, `deep, ${PROGRAMS_NOTHING_TITLE}`, 'wallSeconds', PROGRAMS_SECONDS),
    ...[PLANNED_TITLE, BUILT_TITLE, NOTHING_TITLE].map((title) =>
      atMost(
        saved,
        title,
        `deep, ${title}: wall ÷ snakemake`,
        ratio(saved, title, 'snakemake', 'wallSeconds'),
        TIMES_SNAKEMAKE,
      ),
    ),
  ],
  slurm: (saved) => slurmVerdicts(saved, 10_000),
  start: (saved) => [
    ...(['wallSeconds', 'cpuSeconds'] as const).map((field) =>
      atMost(
        saved,
        VERSION_TITLE,
        `--version: ${NAMES[field]} ÷ node -e 0`,
        ratio(saved, VERSION_TITLE, 'node -e 0', field),
        TIMES_NODE,
      ),
    ),
    ...(['wallSeconds', 'cpuSeconds'] as const).map((field) =>
      atMost(
        saved,
        FIRST_LINE_TITLE,
        `start to the first useful line: ${NAMES[field]} ÷ bundle with yargs and zod`,
        ratio(saved, FIRST_LINE_TITLE, 'bundle with yargs and zod', field),
        TIMES_BUNDLE,
      ),
    ),
    ...(['wallSeconds', 'cpuSeconds'] as const).map((field) =>
      atMost(
        saved,
        TASK_TITLE,
        `${TASK_TITLE}: ${NAMES[field]} ÷ --version`,
        ratio(saved, TASK_TITLE, VERSION_ALONE, field),
        TIMES_VERSION,
      ),
    ),
  ],
  null: (saved) => {
    const [whole, bazel, plan] = [undefined, BAZEL_ALONE, PLAN_ALONE].map((name) => {
      const row = rowOf(saved, NULL_TITLE, name);
      return row && medianOf(row, 'wallSeconds');
    });
    const parts = bazel === undefined || plan === undefined ? undefined : bazel + plan;
    const times = whole === undefined || parts === undefined ? undefined : whole / parts;
    return [
      atMost(
        saved,
        NULL_TITLE,
        'bazel run of a plan, nothing changed: wall ÷ (bazel run of nothing + the plan)',
        times,
        1.05,
      ),
    ];
  },
};

/** The targets that no benchmark of this folder measures. */
export const NOT_MEASURED: readonly Verdict[] = [
  { what: "a consumer's first build of one sh job, from a release archive", target: '< 10 s after downloads' },
  { what: 'service: a grid of 1,000,000 cells, warm', target: '< 200 ms of server time, < 300 kB' },
  { what: 'service: ready', target: '< 1 s' },
  { what: 'service: reads on loopback while a build runs', target: '≥ 1,000 a second' },
  { what: 'web pages: compressed', target: '< 150 kB' },
  { what: 'web pages: first paint on loopback', target: '< 300 ms' },
  { what: 'web pages: the grid', target: '60 frames a second' },
];

const NAMES = { wallSeconds: 'wall', cpuSeconds: 'CPU' };

function execVerdicts(saved: Saved, shape: string, tasks: number): Verdict[] {
  const title = execTitle(shape, tasks, 'all to do');
  const what = (text: string): string => `exec, ${shape} ${tasks.toLocaleString('en')}: ${text}`;
  const { cpu, wall } = execTargets(tasks);
  const verdicts = [
    atMost(saved, title, what('CPU ÷ ninja'), ratio(saved, title, 'ninja', 'cpuSeconds'), cpu),
    atMost(saved, title, what('wall ÷ ninja'), ratio(saved, title, 'ninja', 'wallSeconds'), wall),
  ];
  if (tasks > 1_000) return verdicts;
  for (const peer of ['snakemake', 'wireit']) {
    const ours = ratio(saved, title, peer, 'wallSeconds');
    const row = saved.results
      .find((result) => result.title === title)
      ?.rows.find(({ contender }) => contender === peer);
    const faster = ours === undefined ? undefined : 1 / ours;
    const broke = row?.broke !== undefined;
    verdicts.push({
      what: what(`times as fast as ${peer}`),
      target: `≥ ${TIMES_AS_FAST}`,
      ...(faster !== undefined && { measured: faster.toFixed(1), reached: faster >= TIMES_AS_FAST }),
      ...(broke && { measured: `${peer} breaks` }),
      ...loaded(saved, title),
    });
  }
  return verdicts;
}

function shortTasksVerdict(saved: Saved, title: string): Verdict {
  const ours = ratio(saved, title, AS_PROCESSES, 'wallSeconds');
  return {
    what: `${title}: times as fast by workers as by processes`,
    target: '≥ 10',
    ...(ours === undefined ? broken(saved, title) : { measured: (1 / ours).toFixed(1), reached: ours <= 0.1 }),
    ...loaded(saved, title),
  };
}

function slurmVerdicts(saved: Saved, tasks: number): Verdict[] {
  const title = slurmTitle(tasks);
  const { timesAsFast, driverCpuSeconds } = SLURM_TARGETS;
  const plain = oneSbatchATask(tasks);
  const times = ratio(saved, title, plain, 'wallSeconds');
  // The plain jobs are fewer, so times are compared for each task.
  const ours = times === undefined ? undefined : times / (tasks / Math.min(tasks, PLAIN_UP_TO));
  const row = rowOf(saved, title);
  const cpu = row && medianOf(row, 'cpuSeconds') / tasks;
  const ms = (seconds: number): string => (seconds * 1000).toFixed(2);
  return [
    {
      what: `${title}, packed: times as fast, for each task, as ${plain}`,
      target: `≥ ${timesAsFast}`,
      ...(ours === undefined
        ? broken(saved, title)
        : { measured: (1 / ours).toFixed(1), reached: 1 / ours >= timesAsFast }),
      ...loaded(saved, title),
    },
    {
      what: `${title}, packed: CPU of the driver a task`,
      target: `≤ ${driverCpuSeconds * 1000} ms`,
      ...(cpu === undefined ? broken(saved, title) : { measured: `${ms(cpu)} ms`, reached: cpu <= driverCpuSeconds }),
      ...loaded(saved, title),
    },
  ];
}

function allToDoVerdicts(saved: Saved): Verdict[] {
  const dryRun = allToDoTitle(DRY_RUN_TARGET.tasks);
  const times = ratio(saved, dryRun, 'ninja -n', 'wallSeconds');
  return [
    atMost(saved, dryRun, `plan, ${dryRun}: wall ÷ ninja -n`, times, DRY_RUN_TARGET.times),
    ...millionVerdicts(saved),
  ];
}

function millionVerdicts(saved: Saved): Verdict[] {
  const { tasks, planSeconds, firstTaskSeconds, peakMiB } = ALL_TO_DO_TARGETS;
  return [
    { title: allToDoTitle(tasks), what: `plan, ${allToDoTitle(tasks)}`, seconds: planSeconds },
    { title: firstTaskTitle(tasks), what: firstTaskTitle(tasks), seconds: firstTaskSeconds },
  ].flatMap(({ title, what, seconds }) => [
    below(saved, title, what, 'wallSeconds', seconds),
    below(saved, title, what, 'peakMiB', peakMiB),
  ]);
}

function growthVerdicts(saved: Saved): Verdict[] {
  const points = growthOf(saved);
  const largest = points.at(-1)?.refs ?? 0;
  return (['cpuSeconds', 'peakMiB'] as const).map((field) => {
    const name = field === 'cpuSeconds' ? 'time' : 'memory';
    const what = `plan, up to 1,000,000 refs: ${name} grows with refs to the power of (1 is linear)`;
    const power = largest < 1_000_000 ? undefined : exponent(points, field);
    return atMost(saved, nothingToDoTitle(largest), what, power, 1.1);
  });
}

function atMost(saved: Saved, title: string, what: string, value: number | undefined, limit: number): Verdict {
  const measured = value === undefined ? broken(saved, title) : { measured: value.toFixed(2), reached: value <= limit };
  return { what, target: `≤ ${limit}`, ...measured, ...loaded(saved, title) };
}

/** A target for our own wall time or memory. */
function below(saved: Saved, title: string, what: string, field: 'wallSeconds' | 'peakMiB', limit: number): Verdict {
  const row = rowOf(saved, title);
  const target = `< ${limit} ${field === 'wallSeconds' ? 's' : 'MiB'}`;
  if (row === undefined) return { what, target, ...broken(saved, title), ...loaded(saved, title) };
  const value = medianOf(row, field);
  const measured =
    field === 'wallSeconds'
      ? `${value.toFixed(2)} s (CPU ${medianOf(row, 'cpuSeconds').toFixed(2)} s)`
      : `${value.toFixed(0)} MiB`;
  return { what, target, measured, reached: value < limit, ...loaded(saved, title) };
}

function broken(saved: Saved, title: string): Pick<Verdict, 'measured' | 'reached'> {
  const rows = saved.results.find((result) => result.title === title)?.rows ?? [];
  const us = rows.find((row) => row.us && row.broke !== undefined);
  return us === undefined ? {} : { measured: 'broke', reached: false };
}

function loaded(saved: Saved, title: string): { underLoad: boolean } {
  return { underLoad: underLoad(saved.results.find((result) => result.title === title)?.rows ?? []) };
}
