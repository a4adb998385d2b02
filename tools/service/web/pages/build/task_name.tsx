import { partitionPage } from '../../addresses.js';
import type { BuildTask } from '../../api/types.js';
import { number } from '../../ui/format.js';
import { Ref } from '../../ui/ref.js';

export interface TaskNameProps {
  readonly task: Pick<BuildTask, 'id' | 'job' | 'outputs'>;
  /** Label of the graph that has the partitions. */
  readonly graph: string;
}

/** A task, by what it makes. Its job is in small letters. */
export function TaskName({ task, graph }: TaskNameProps) {
  const { id, job, outputs } = task;
  const [first] = outputs;
  return (
    <span class="task-name">
      {first === undefined ? <code>{id}</code> : <Ref value={first} href={partitionPage(graph, first)} most={64} />}
      {outputs.length > 1 && <span class="muted"> and {number(outputs.length - 1)} more</span>}{' '}
      <span class="muted small">
        <Ref value={job} most={48} />
      </span>
    </span>
  );
}
