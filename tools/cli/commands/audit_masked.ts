import { auditMasked, type AuditEvent, type Planned } from '../../driver/index.js';
import { describeAudit, describeAuditResult, describeCopied, describeSample } from '../../report/index.js';
import type { GraphInvocation } from '../command.js';
import { siteOf, tell } from '../session.js';
import { settingsOf, type Workshop } from '../workshop.js';

/**
 * Audits masked partitions and reports the result.
 *
 * @returns the exit code if a partition differs or the audit failed; nothing if all is well
 */
export async function runAudit(
  size: number,
  planned: Planned,
  invocation: GraphInvocation,
  builder: Workshop,
): Promise<number | undefined> {
  const { messages, options, cancellation } = invocation;
  const site = siteOf(invocation);
  const emit = (event: AuditEvent): void => {
    if (event.type === 'scratch-kept') {
      messages.line(`cannot remove the folder of the audit, ${event.path}: ${event.detail}`);
    } else if (!options.quiet) {
      messages.line(
        event.type === 'sampled' ? describeSample(event.sample, site.dataDir) : describeCopied(event.copied),
      );
    }
  };
  const settings = settingsOf(invocation);
  const report = await auditMasked(size, planned, { site, settings, builder, cancel: cancellation, emit });
  if (!report.ok) return tell(invocation, report.error);
  const { audited, wrong, scratch } = report.value;
  if (wrong || !options.quiet) for (const line of describeAudit(audited)) messages.line(line);
  if (!wrong) return undefined;
  messages.line(describeAuditResult(audited, scratch));
  return 1;
}
