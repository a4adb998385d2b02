import { AIRFLOW } from './airflow.js';
import { ARGO } from './argo.js';
import { BASH } from './bash.js';
import { GITHUB_ACTIONS } from './github_actions.js';
import { K8S_JOBS } from './k8s_jobs.js';
import { MAKE } from './make.js';
import { NINJA } from './ninja.js';
import { SLURM } from './slurm.js';
import { SNAKEMAKE } from './snakemake.js';
import type { Target } from './target.js';

/** All targets, by the name that `--to` takes. */
export const TARGETS: ReadonlyMap<string, Target> = new Map(
  [AIRFLOW, ARGO, BASH, GITHUB_ACTIONS, K8S_JOBS, MAKE, NINJA, SLURM, SNAKEMAKE].map((target) => [target.name, target]),
);
