import type { TaskName } from '../../../exec/index.js';
import type { Manifest } from '../../../base/model/index.js';

/** A manifest of a task, with values that must not be sent. */
export function fakeManifest(task: TaskName): Manifest {
  return {
    schemaVersion: 1,
    id: '0192f0c4-0000-7000-8000-000000000001',
    outputs: [...task.outputs],
    inputs: [],
    job: task.job,
    jobVersion: '0.0.0',
    config: { outputs: [...task.outputs], inputs: [], args: ['SECRET'], env: { TOKEN: 'SECRET' }, executable: 'x' },
    startTime: '2024-03-01T00:00:00.000Z',
    endTime: '2024-03-01T00:00:01.000Z',
    buildId: 'b',
    taskId: task.id,
    host: 'h',
    attempt: 1,
    exitCode: 0,
    versionKey: 'v',
    metadata: { note: 'SECRET' },
  };
}
