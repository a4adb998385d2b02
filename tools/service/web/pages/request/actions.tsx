import { send } from '../../api/call.js';
import type { Request } from '../../api/types.js';
import { ActionButton } from '../../ui/action_button.js';
import { count } from '../../ui/format.js';

/** From so many tasks on, an approval is asked about once more. */
const MANY_TASKS = 1000;

/** What can be done with a request in the state that it is in. */
export function Actions({ request, path }: { readonly request: Request; readonly path: string }) {
  const { state, plan, run } = request;
  const post = (action: string, body?: unknown) => send('POST', `${path}/${action}`, { body });
  const isBackfill = request.size !== undefined;
  const tasks = plan?.summary.tasks ?? 0;
  return (
    <>
      {state === 'waiting-for-approval' && plan !== undefined && (
        <ActionButton
          label={`Approve ${count(tasks, 'task')}`}
          act={() => post('approve', { plan: plan.id })}
          done="The plan is approved."
          confirm={tasks < MANY_TASKS ? undefined : { title: `Build ${count(tasks, 'task')}?` }}
          isMain
        />
      )}
      {(state === 'failed' || state === 'cancelled' || state === 'refused') && (
        <ActionButton
          label={state === 'failed' && run !== undefined ? 'Retry what failed' : 'Try again'}
          act={() => post('retry')}
          done="The request is planned again. What was built is kept."
          isMain
        />
      )}
      {state === 'stopped' && (
        <ActionButton label="Continue" act={() => post('continue')} done="The backfill goes on." isMain />
      )}
      {state === 'running' && isBackfill && (
        <ActionButton label="Stop" act={() => post('stop')} done="The backfill stops after the builds that run now." />
      )}
      {OPEN.has(state) && <Cancel request={request} post={post} />}
    </>
  );
}

const OPEN: ReadonlySet<string> = new Set([
  ...['accepted', 'planning', 'waiting-for-approval', 'queued', 'waiting-for-builds', 'running', 'stopped'],
]);

interface CancelProps {
  readonly request: Request;
  readonly post: (action: string) => ReturnType<typeof send>;
}

function Cancel({ request: { state, cancelling }, post }: CancelProps) {
  const isEnding = cancelling === true;
  return (
    <ActionButton
      label={isEnding ? 'End running tasks' : 'Cancel'}
      act={() => post('cancel')}
      done={isEnding ? 'The tasks that run are being ended.' : 'The request is being cancelled.'}
      confirm={
        state !== 'running'
          ? undefined
          : isEnding
            ? { title: 'End the tasks that run?', text: <p>Their work is lost. What was recorded is kept.</p> }
            : {
                title: 'Cancel this request?',
                text: <p>Nothing new starts, and its build ends with the tasks that run. It can be retried.</p>,
              }
      }
      isDangerous
    />
  );
}
