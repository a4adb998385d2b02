/** Why a slot or an event made no request, for people. A reason that is not known is shown as it is. */
export function whyNothing(reason: string): string {
  return WORDS[reason] ?? reason.replaceAll('-', ' ');
}

const WORDS: Readonly<Record<string, string>> = {
  'catch-up-latest': 'missed; only the latest slot is handled',
  'catch-up-none': 'missed; missed slots are not handled',
  'too-many-slots': 'too many slots were missed at once; the newest are handled',
  'schedule-edited': 'the schedule was edited before they were handled',
  'no-refs': 'nothing to request',
  'nothing-downstream': 'nothing is downstream of the partitions',
  'request-refused': 'the request was refused',
};
