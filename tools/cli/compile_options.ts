import { err, ok } from '../base/model/index.js';
import { text, type Option } from './option_kinds.js';

/** Part `number` of `of` parts. */
export interface Part {
  readonly number: number;
  readonly of: number;
}

const SLICE: Option<'slice', Part | undefined> = {
  name: 'slice',
  value: 'K/N',
  help: 'Compile only part K of N parts of the plan. Each part needs only the parts before it, so run them in order.',
  repeated: false,
  read: (typed) => {
    const last = typed.at(-1);
    if (last === undefined) return ok(undefined);
    const [, number = 0, of = 0] = (/^([0-9]{1,6})\/([0-9]{1,6})$/.exec(last) ?? []).map(Number);
    if (number >= 1 && number <= of) return ok({ number, of });
    return err(`--slice is ${JSON.stringify(last)}; it must be a part and a number of parts, such as 2/3`);
  },
};

/** The options of `compile`, which loads what compiles only when it runs. */
export const COMPILE_OPTIONS = {
  compileTo: {
    ...text({
      name: 'to',
      value: 'TARGET',
      help: 'Compile to airflow, argo, bash, github-actions, k8s-jobs, make, ninja, slurm or snakemake.',
    }),
    key: 'to TARGET',
  },
  out: text({
    name: 'out',
    value: 'DIR',
    help: 'The folder to write. A folder that compile wrote before is replaced.',
    default: '<target>-<beginning of the plan id>',
    unlessEmpty: 'it must name a folder',
  }),
  slice: SLICE,
  task: text({
    name: 'task',
    value: 'PROGRAM',
    help: 'Path of the :g.task program where the tasks run. DATABUILD_TASK there replaces it.',
    default: 'the one beside this program',
    unlessEmpty: 'it must name a program',
  }),
  image: text({
    name: 'image',
    value: 'IMAGE',
    help: 'Container image that has the graph; needed for k8s-jobs and argo.',
    unlessEmpty: 'it must name an image',
  }),
} as const;
