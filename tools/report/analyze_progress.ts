import type { AnalyzeEvent } from '../analyze/analyze/index.js';
import { unreachable } from '../base/model/index.js';
import { andMore } from './listed.js';
import { count, number } from './numbers.js';
import { name } from './show.js';

/** One line for people on the progress of an analysis. */
export function describeAnalyzeEvent(event: AnalyzeEvent): string {
  switch (event.type) {
    case 'wave': {
      const ahead = event.expected === 0 ? '' : `, ${number(event.expected)} more ahead`;
      return `wave ${String(event.wave)}: ${count(event.refs, 'ref')} to look up${ahead}, ${count(event.tasks, 'task')} so far`;
    }
    case 'query-not-ordered':
      return (
        `note: ${event.job} queries ${name(event.query)} to make ${name(event.output)}, but ${name(event.query)} ` +
        `depends on ${name(event.output)}; the job reads ${name(event.query)} as it was before the build${event.more > 0 ? ` (${andMore(event.more)} like it)` : ''}`
      );
    default:
      return unreachable(event);
  }
}
