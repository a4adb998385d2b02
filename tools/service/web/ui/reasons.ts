import { duration, number } from './format.js';

/** Details of a reason or a problem, as the API gives them. */
type Details = Readonly<Record<string, unknown>>;

const WORDS: Readonly<Record<string, string>> = {
  missing: 'missing',
  'job-major-changed': 'the job changed',
  'input-changed': 'inputs changed',
  'input-refreshed': 'inputs are refreshed',
  'content-changed': 'its content changed',
  forced: 'forced',
  refreshed: 'refreshed',
};

/** Why tasks run, in a few words. One that is not known, of a newer service, is shown by its own name. */
export function reasonWord(kind: string): string {
  return WORDS[kind] ?? spaced(kind);
}

/** Why a task runs: `inputs changed: a/1, a/2 and 3 more` */
export function reasonText(reason: unknown): string {
  if (!isDetails(reason)) return '';
  const kind = textOf(reason['kind']);
  const { from, to } = reason;
  if (kind === 'job-major-changed') return `the job changed from ${textOf(from)} to ${textOf(to)}`;
  // Refs that are missing are those of the task itself.
  const named = kind === 'missing' ? [] : listOf(reason['refs'] ?? reason['fields']);
  return named.length === 0 ? reasonWord(kind) : `${reasonWord(kind)}: ${andMore(named)}`;
}

/** Why an attempt failed. */
export function problemText(problem: unknown): string {
  if (!isDetails(problem)) return 'failed';
  const { reason, code, signal, timeoutMs, message, detail, times, engine } = problem;
  switch (reason) {
    case 'exit-non-zero':
      return `exited with code ${textOf(code)}`;
    case 'killed':
      return `was killed by ${textOf(signal)}`;
    case 'timed-out':
      return `took longer than ${duration(Number(timeoutMs))}`;
    case 'check-failed':
      return `its check rejected the outputs: the check ${problemText(problem['problem'])}`;
    case 'digest-failed':
      return `its digests could not be computed: the program ${problemText(problem['problem'])}`;
    case 'reported-failed':
      return `reported a failure: ${textOf(message)}`;
    case 'lost':
      return `was lost by ${textOf(engine)}${Number(times) > 1 ? ` ${number(Number(times))} times` : ''}: ${textOf(detail)}`;
    case 'engine-refused':
      return `was refused by ${textOf(engine)}: ${textOf(detail)}`;
    default: {
      const more = textOf(detail) || textOf(message) || textOf(code);
      return `${spaced(textOf(reason))}${more === '' ? '' : `: ${more}`}`;
    }
  }
}

const SHOWN = 3;

function andMore(texts: readonly string[]): string {
  const shown = texts.slice(0, SHOWN).join(', ');
  return texts.length > SHOWN ? `${shown} and ${number(texts.length - SHOWN)} more` : shown;
}

function isDetails(value: unknown): value is Details {
  return typeof value === 'object' && value !== null;
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function spaced(name: string): string {
  return name.replaceAll('-', ' ');
}
