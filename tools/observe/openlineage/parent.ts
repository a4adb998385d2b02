import type { ParentRun } from './run_event.js';

const UUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/**
 * The run that started this build, as integrations of OpenLineage hand it on in `OPENLINEAGE_PARENT_ID`:
 * `<namespace>/<job name>/<run id>`.
 *
 * @returns nothing where the text is not of that form
 */
export function readParent(text: string | undefined): ParentRun | undefined {
  const parts = (text ?? '').trim().split('/');
  const runId = parts.pop() ?? '';
  const name = parts.pop() ?? '';
  const namespace = parts.join('/');
  if (!UUID.test(runId) || name === '' || namespace === '') return undefined;
  return { run: { runId }, job: { namespace, name } };
}
