/** Why a program of Slurm did not do what it was asked. */
export type Refusal =
  /** Nothing was queued, and later there may be room. */
  | 'full'
  /** The controller did not answer, or its answer was lost: perhaps it has done it. */
  | 'unreachable'
  /** A limit of the user is exceeded. It can be the number of jobs, which changes, or something that never does. */
  | 'limit'
  /** It will never do it. */
  | 'refused';

/**
 * What `sbatch` says when it is refused for now. It then sleeps and tries again, up to 15 times, for 2 minutes in all. It says so
 * right after the refusal, and its first sleep is one second, so nothing is queued at this time. (src/sbatch/sbatch.c)
 */
const SLEEPS =
  /^sbatch: .*(job queue full, sleeping|temporarily unable to accept job, sleeping|creation temporarily disabled, retrying)/;

/** Whether `sbatch` says that it is refused for now, and goes to sleep. */
export function isGoingToSleep(line: string): boolean {
  return SLEEPS.test(line);
}

/**
 * The texts of Slurm, which has no exit codes for its reasons: src/common/slurm_errno.c of versions 20.11 to 25.05, where the
 * names are. The first that occurs counts. Slurm translates none of them; only the texts of the C library can be in other languages.
 */
const TEXTS: readonly (readonly [text: RegExp, refusal: Refusal, name: string])[] = [
  [/Unable to contact slurm controller/, 'unreachable', 'SLURMCTLD_COMMUNICATIONS_*_ERROR'],
  [/Rate limit exceeded, please retry/, 'unreachable', 'SLURMCTLD_COMMUNICATIONS_BACKOFF, …_HARD_DROP'],
  [/Communication (connection|shutdown) failure/, 'unreachable', 'SLURM_COMMUNICATIONS_*_ERROR'],
  [/Message (send|receive) failure|Unexpected message received/, 'unreachable', 'SLURM_COMMUNICATIONS_*_ERROR'],
  [/Insane message length|Header lengths are longer/, 'unreachable', 'SLURM_PROTOCOL_INSANE_MSG_LENGTH'],
  [/Socket timed out on|Zero Bytes were transmitted/, 'unreachable', 'SLURM_PROTOCOL_SOCKET_*'],
  [/Connection (refused|reset|timed out|rejected)/i, 'unreachable', 'ECONNREFUSED, ECONNRESET, ETIMEDOUT'],
  [/controller in standby mode|Controller is in standby mode/, 'unreachable', 'ESLURM_IN_STANDBY_MODE'],
  [/Protocol authentication error/, 'unreachable', 'SLURM_PROTOCOL_AUTHENTICATION_ERROR'],
  [
    /authentication credential|Munge (en|de)code failed|munged?.* running/i,
    'unreachable',
    'ESLURM_AUTH_*: munge restarts',
  ],
  [/Could not establish a configuration source|Unable to establish control/, 'unreachable', 'configless'],
  [/slurm_load_jobs error/, 'unreachable', 'squeue, whatever the reason'],
  [/job queue full|Unable to create job record, try again/, 'full', 'ESLURM_ERROR_ON_DESC_TO_RECORD_COPY'],
  [/temporarily unable to accept job|Resource temporarily unavailable/, 'full', 'EAGAIN: MaxJobCount is reached'],
  [/creation temporarily disabled|Requested nodes are busy/, 'full', 'ESLURM_NODES_BUSY'],
  [/MaxJobCount limit reached/, 'full', 'ESLURM_MAX_JOB_COUNT'],
  [/System submissions disabled/, 'full', 'ESLURM_SUBMISSIONS_DISABLED'],
  [/error writing script\/environment to file/, 'full', 'ESLURM_WRITING_TO_FILE: the disk of the controller'],
  // Before the text of the error, `sbatch` prints the name of the limit (src/common/job_state_reason.c) if it knows it.
  [/\b(Assoc|QOS)GrpSubmitJobs/, 'full', 'WAIT_ASSOC_GRP_SUB_JOB, WAIT_QOS_GRP_SUB_JOB: jobs of several users count'],
  // A limit of 0 is how some clusters say that a job needs another account.
  [/\b(Assoc|QOS)MaxSubmitJob/, 'limit', 'WAIT_ASSOC_MAX_SUB_JOB, WAIT_QOS_MAX_SUB_JOB'],
  [/\b(Assoc|QOS)(Grp|Max|Min)\w+/, 'refused', 'other limits of accounts and QOS'],
  [/Job violates accounting\/QOS policy/, 'limit', 'ESLURM_ACCOUNTING_POLICY'],
];

/** @param said what the program wrote to standard error, with warnings and other lines */
export function refusalOf(said: string): Refusal {
  return TEXTS.find(([text]) => text.test(said))?.[1] ?? 'refused';
}
