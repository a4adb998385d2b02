import { err, FILE_NAME, ok } from '../base/model/index.js';
import { text, wholeNumber, type Option } from './option_kinds.js';
import { SHARED_OPTIONS } from './shared_options.js';

/** The options that only the task command takes. */
export const TASK_OPTIONS = {
  plan: text({
    name: 'plan',
    value: 'PLAN',
    help: 'The plan, a file as the plan target writes it. PLAN.index, if it is there, tells where its tasks are.',
    unlessEmpty: 'it must name a file',
  }),
  ids: text({
    name: 'ids',
    value: 'FILE',
    help: 'Also run the tasks whose ids are in this file, one per line.',
    unlessEmpty: 'it must name a file',
  }),
  attempt: wholeNumber({
    name: 'attempt',
    value: 'N',
    help: 'How many times the tasks have been tried, this time included.',
    maximum: 1_000_000,
    otherwise: 1,
  }),
  attemptId: fileName({
    name: 'attempt-id',
    value: 'ID',
    help: 'Id of the attempt, which names its files. An attempt with a result is not made again.',
    default: 'a new one',
  }),
  buildId: fileName({
    name: 'build-id',
    value: 'ID',
    help: 'Id of the build that the tasks belong to.',
    default: 'a new one',
  }),
  attempts: text({
    name: 'attempts',
    value: 'FILE',
    help: 'Make the attempts in this file, one JSON object per line: {"id", "buildId", "tasks": [{"id", "number"}]}.',
    unlessEmpty: 'it must name a file',
  }),
  resultDir: text({
    name: 'result-dir',
    value: 'DIR',
    help: 'Directory of the result files and logs of attempts.',
    default: '<state dir>/attempts',
    unlessEmpty: 'it must name a directory',
  }),
} as const;

/** `--name ID`, where the id becomes the name of a file. */
function fileName<const Name extends string>(
  about: Omit<Option<Name>, 'read' | 'repeated'>,
): Option<Name, string | undefined> {
  return {
    ...about,
    repeated: false,
    read: (typed) => {
      const last = typed.at(-1);
      if (last === undefined || FILE_NAME.test(last)) return ok(last);
      return err(
        `--${about.name} is ${JSON.stringify(last)}; it must have 1 to 255 characters that can be part of a file name`,
      );
    },
  };
}

/** All options of the task command, by the field of their value. */
export const OPTIONS_OF_TASK = { ...TASK_OPTIONS, ...SHARED_OPTIONS } as const;
