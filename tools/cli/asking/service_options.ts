import { err, ok, type Result } from '../../base/model/index.js';
import { flag, text, type Option } from '../option_kinds.js';

/** Reads the address of a service. @param name of the option */
export function readServiceUrl(name: string, typed: readonly string[]): Result<URL | undefined, string> {
  const last = typed.at(-1);
  if (last === undefined) return ok(undefined);
  const url = URL.canParse(last) ? new URL(last) : undefined;
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol) && url.username === '') return ok(url);
  return err(
    `--${name} is ${JSON.stringify(last)}; it must be the address of a service, such as http://localhost:8600`,
  );
}

const SERVER: Option<'server', URL | undefined> = {
  name: 'server',
  value: 'URL',
  help: 'Ask the service at this address, such as http://localhost:8600, in place of working here; an empty text stands for working here.',
  variable: 'DATABUILD_SERVER',
  valuesOfVariable: (url) => [url],
  repeated: false,
  read: (typed) => readServiceUrl('server', typed.at(-1) === '' ? [] : typed),
};

/** The options with which a command asks a service. */
export const SERVICE_OPTIONS = {
  server: SERVER,
  tokenFile: text({
    name: 'token-file',
    value: 'FILE',
    help: 'A file with the token that the service knows you by.',
    variable: 'DATABUILD_TOKEN_FILE',
    valuesOfVariable: (file) => [file],
    unlessEmpty: 'it must name a file',
  }),
  request: text({
    name: 'request',
    value: 'ID',
    help: 'With --server: go on with this request, in place of a new one.',
    unlessEmpty: 'it must be the id of a request',
  }),
  cancel: flag({
    name: 'cancel',
    help: 'With --request: cancel it. Running tasks finish first; cancelling it once more ends them.',
  }),
  note: text({ name: 'note', value: 'TEXT', help: 'With --server: why, for the people who look at the request.' }),
};
