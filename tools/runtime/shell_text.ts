/** One shell word that stands for exactly this text: nothing inside single quotes is ever interpreted. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * Variables that some shell sets, reads or refuses itself, so that exporting them through a shell may change or fail:
 * they are set by `env` instead, at the price of one `execve`.
 */
const SHELL_OWNED =
  /^(_|IFS|ENV|PS[0-9]|PWD|OLDPWD|SHLVL|CDPATH|OPT(IND|ERR|ARG)|LINENO|PPID|E?[UG]ID|GROUPS|RANDOM|SRANDOM|SECONDS|SHELLOPTS|FUNCNAME|DIRSTACK|HIST.*|BASH.*|EPOCH.*|COMP_.*|POSIXLY_CORRECT|MAIL.*|TMOUT|KSH_.*|ZSH_.*)$/;

/** About these bash complains on the reply channel when they are exported and it does not know the locale. */
const LOCALE = /^(LANG|LANGUAGE|LC_.*)$/;

/** Whether a helper shell must not find the variable in its own environment. */
export function isShellOwned(name: string): boolean {
  return SHELL_OWNED.test(name);
}

/** One process to start: everything in it reaches the program byte for byte. */
export interface Launch {
  /** Absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** On top of the slot's environment. Names are `[A-Za-z_][A-Za-z0-9_]*`. */
  readonly env: Readonly<Record<string, string>>;
  /** Where standard output and standard error go; made or emptied. */
  readonly logFile: string;
  /** The log is not emptied: what is there already stays in front. */
  readonly append?: boolean;
  /** A file whose existence at the end is reported. */
  readonly metadataFile: string;
  /** After so many milliseconds the process is asked to end (SIGTERM), and killed when the grace is over. */
  readonly timeoutMs?: number;
}

/** Ends what the shell has to say about its own start. */
export const READY = 'databuild:ready';

/**
 * What a helper shell is told before anything else.
 *
 * Both outputs are the reply channel: a line that begins with `=` ends a launch, everything before it is what the
 * shell itself had to say. SIGTERM goes to the whole group of a slot, where the helper only notes it: what it was
 * about to start is not started any more.
 */
export const PRELUDE = [
  'exec 2>&1',
  'unset PWD OLDPWD SHLVL',
  "s=;trap 's=1' TERM",
  'r(){ if [ -e "$2" ];then echo "=$1 m";else echo "=$1";fi;}',
  `echo ${READY}`,
  '',
].join('\n');

/** Marks, on the reply channel, for a launch that never started. */
export const NOT_OPENED = 'databuild:log';
export const NOT_STARTED = 'databuild:stopped';

/**
 * The text that makes a helper shell run one process and report on it.
 *
 * The process replaces a subshell, so that there is one fork and no shell in between. `command` keeps a log that
 * cannot be opened from ending the subshell before it has said so.
 */
export function launchText(launch: Launch, ownedEnv: Readonly<Record<string, string>>): string {
  let exported = '';
  let viaEnv = '';
  for (const [name, value] of Object.entries({ ...ownedEnv, ...launch.env })) {
    if (isShellOwned(name) || LOCALE.test(name)) viaEnv += ` ${name}=${quote(value)}`;
    else exported += ` ${name}=${quote(value)}`;
  }
  let command = quote(launch.program);
  if (viaEnv !== '') {
    // `env` takes a word with `=` in it for a variable; `nice` passes it on as the program.
    const shield = launch.program.includes('=') ? ' /usr/bin/nice -n 0' : '';
    command = `/usr/bin/env${viaEnv}${shield} ${command}`;
  }
  for (const arg of launch.args) command += ` ${quote(arg)}`;
  const setEnv = exported === '' ? '' : `export${exported};`;
  const log = `${launch.append === true ? '>>' : '>'}${quote(launch.logFile)}`;
  return (
    `case $s in 1)echo ${NOT_STARTED};r 0 '';;*)` +
    `(command exec </dev/null ${log} 2>&1||{ echo ${NOT_OPENED};exit 2;};${setEnv}exec ${command});` +
    `r $? ${quote(launch.metadataFile)};;esac\n`
  );
}
