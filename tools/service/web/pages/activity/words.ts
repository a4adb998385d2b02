import { deploymentPage, requestPage, triggerPage } from '../../addresses.js';

/** An action of the activity log in words: `approve-request` is "approve request". */
export function actionWords(action: string): string {
  return action.replaceAll('-', ' ');
}

/** The page of what an action changed; undefined if there is none. */
export function subjectPage(action: string, subject: string): string | undefined {
  const [what] = /(?<=-)(request|deployment|trigger|pool)\b/.exec(action) ?? [];
  switch (what) {
    case 'request':
      return requestPage(subject);
    case 'deployment':
      return deploymentPage(subject);
    case 'pool':
      return '/pools';
    case 'trigger': {
      const [graph = '', ...name] = subject.split(' ');
      return name.length === 0 ? undefined : triggerPage(graph, name.join(' '));
    }
    default:
      return undefined;
  }
}
