import type { ParentRun } from './run_event.js';

const UUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/**
 * Reads the run that started this build from `OPENLINEAGE_PARENT_ID`, in the form that OpenLineage integrations use:
 * `<namespace>/<job name>/<run id>`.
 *
 * @returns nothing if the text has another form
 */
export function readParent(text: string | undefined): ParentRun | undefined {
  const parts = (text ?? '').trim().split('/');
  const runId = parts.pop() ?? '';
  const name = parts.pop() ?? '';
  const namespace = parts.join('/');
  if (!UUID.test(runId) || name === '' || namespace === '') return undefined;
  return { run: { runId }, job: { namespace, name } };
}
