import { gridPage } from '../../addresses.js';
import type { Request } from '../../api/types.js';
import { count, duration, number } from '../../ui/format.js';
import { Section } from '../../ui/page.js';
import { reasonWord } from '../../ui/reasons.js';
import { Ref } from '../../ui/ref.js';
import { Table, type Column } from '../../ui/table.js';

type Summary = NonNullable<Request['plan']>['summary'];
type Job = Summary['jobs'][number];

/** What a plan would run: by job and by reason, and how long that takes. */
export function Plan({ summary, graph }: { readonly summary: Summary; readonly graph: string }) {
  const { tasks, ifInputsChange, requested, pruned, reasons, jobs, forecast } = summary;
  const kinds = Object.keys(reasons);
  const columns: readonly Column<Job>[] = [
    { head: 'Job', show: ({ job }) => <Ref value={job} href={gridPage(graph, job)} /> },
    { head: 'Tasks', show: (job) => number(job.tasks), isNumber: true },
    ...kinds.map((kind): Column<Job> => ({
      head: capital(reasonWord(kind)),
      show: (job) => ((job.reasons[kind] ?? 0) === 0 ? null : number(job.reasons[kind] ?? 0)),
      isNumber: true,
      isMinor: kinds.length > 2,
    })),
    ...(ifInputsChange === 0
      ? []
      : [
          {
            head: 'Only if inputs differ',
            show: (job: Job) => (job.ifInputsChange === 0 ? null : number(job.ifInputsChange)),
            isNumber: true,
            isMinor: true,
          },
        ]),
    { head: 'Partitions', show: ({ partitions }) => number(partitions), isNumber: true, isMinor: true },
  ];
  return (
    <Section title="Plan">
      <dl class="plan-facts">
        <Fact name="Tasks" value={number(tasks)} more={kinds.length === 1 ? reasonWord(kinds[0] ?? '') : undefined} />
        <Fact
          name="Partitions asked for"
          value={number(requested)}
          more={pruned > 0 ? `${count(pruned, 'partition')} up to date` : undefined}
        />
        {forecast !== undefined && <Forecast forecast={forecast} />}
      </dl>
      {jobs.length > 0 && (
        <Table caption="Tasks by job and reason" columns={columns} items={jobs} keyOf={({ job }) => job} />
      )}
    </Section>
  );
}

function Forecast({ forecast }: { readonly forecast: NonNullable<Summary['forecast']> }) {
  const { totalMs, criticalPathMs, unknownTasks, samples } = forecast;
  if (samples === 0) return <Fact name="Forecast" value="unknown" more="no run of these jobs is recorded" />;
  const least = unknownTasks > 0 ? 'at least ' : '';
  const rests = `from ${count(samples, 'recorded run')}`;
  return (
    <>
      <Fact
        name="One after the other"
        value={`${least}${duration(totalMs)}`}
        more={unknownTasks > 0 ? `${rests}; ${count(unknownTasks, 'task')} unknown` : rests}
      />
      <Fact name="Critical path" value={`${least}${duration(criticalPathMs)}`} more="it cannot be faster than this" />
    </>
  );
}

interface FactProps {
  readonly name: string;
  readonly value: string;
  readonly more?: string | undefined;
}

function Fact({ name, value, more }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span class="plan-value">{value}</span>
        {more !== undefined && <span class="muted small">{more}</span>}
      </dd>
    </div>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
