import type { Audited, MetadataChange, MetadataValue, NotAuditable, Sample } from '../exec/audit/index.js';
import { fieldPath, shorten } from '../base/json/index.js';
import { unreachable } from '../base/model/index.js';
import type { Copied, CopyFailure } from '../base/runtime/index.js';
import { describeExecFailure } from './exec_failures.js';
import { describeCode } from './error_codes.js';
import { firstLines } from './listed.js';
import { count, number, size } from './numbers.js';
import { list, name } from './show.js';

/** Maximum length of a value in a report. */
const VALUE_SHOWN = 60;

/** How many differences of one task are listed. */
const CHANGES_SHOWN = 10;

const TITLES: Readonly<Record<Audited['outcome'], string>> = {
  same: 'same',
  differs: 'DIFFERS',
  failed: 'FAILED',
  'not-auditable': 'not auditable',
};

/** The line that begins an audit. */
export function describeSample({ size: audited, masked }: Sample, dataDir: string): string {
  return masked === 0
    ? 'nothing to audit: no change is masked'
    : `auditing ${number(audited)} of ${count(masked, 'masked partition')}, in a copy of ${name(dataDir)}`;
}

export function describeCopied({ files, bytes }: Copied): string {
  return `copied ${count(files, 'file')}, ${size(bytes)}`;
}

export function describeCopyFailure({ path, code }: CopyFailure): string {
  return `cannot copy ${path} for the audit: ${describeCode(code)}`;
}

/** The result of an audit: a line for each task, with its details below. */
export function describeAudit(audited: readonly Audited[]): string[] {
  const width = audited.reduce((widest, { outcome }) => Math.max(widest, TITLES[outcome].length), 0);
  return audited.flatMap((each) => {
    const refs = list(each.target.partitions.map(({ ref }) => ref));
    const head = `${TITLES[each.outcome].padEnd(width)}  ${refs}  ${name(each.target.task.job)}`;
    return [head, ...below(each).map((line) => `  ${line}`)];
  });
}

function below(audited: Audited): string[] {
  switch (audited.outcome) {
    case 'same':
      return [];
    case 'differs':
      return firstLines(audited.changes.map(describeChange), CHANGES_SHOWN);
    case 'failed':
      return describeExecFailure(audited.failure).split('\n');
    case 'not-auditable':
      return [describeNotAuditable(audited)];
    default:
      return unreachable(audited);
  }
}

function describeChange({ path, old, new: current }: MetadataChange): string {
  return `${fieldPath(path)}: ${valueText(old)} → ${valueText(current)}`;
}

function valueText(value: MetadataValue | undefined): string {
  return value === undefined ? '(none)' : shorten(JSON.stringify(value), VALUE_SHOWN);
}

function describeNotAuditable(problem: NotAuditable): string {
  switch (problem.why) {
    case 'nothing-reported':
      return 'its manifest has no metadata to compare; make the job write some to DATABUILD_METADATA_FILE';
    case 'made-otherwise':
      return `its manifest ${name(problem.manifest)} belongs to a task with different outputs`;
    case 'input-missing':
      return `its input ${name(problem.ref)} is not in the catalog; build it first`;
    case 'names-data-dir':
      return `${name(problem.where)} contains the path of the data directory, so the audit would write to the real data; make the job read DATABUILD_DATA_DIR instead`;
    default:
      return unreachable(problem);
  }
}

/** The outcome of an audit, and what to do about it. */
export function describeAuditResult(audited: readonly Audited[], scratchDir: string): string {
  const jobsOf = (outcome: Audited['outcome']): string[] => [
    ...new Set(audited.flatMap((each) => (each.outcome === outcome ? [each.target.task.job] : []))),
  ];
  const differing = jobsOf('differs');
  const failing = jobsOf('failed');
  const parts: string[] = [];
  if (differing.length > 0) {
    parts.push(
      `${list(differing)}: the masked change produces different data; if that is intended, raise the major version, or rebuild with --force`,
    );
  }
  if (failing.length > 0)
    parts.push(`${list(failing)}: its masked partitions can no longer be rebuilt; see the failures above`);
  return [...parts, `nothing was built; the outputs of the audit are kept in ${scratchDir}`].join('\n');
}
