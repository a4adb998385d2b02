import { err, ok } from '../../base/model/index.js';
import { flag, text, type Option } from '../option_kinds.js';

const SERVER: Option<'to', URL | undefined> = {
  name: 'to',
  value: 'URL',
  help: 'Address of the service, such as http://localhost:8600.',
  repeated: false,
  read: (typed) => {
    const last = typed.at(-1);
    if (last === undefined) return ok(undefined);
    const url = URL.canParse(last) ? new URL(last) : undefined;
    if (url !== undefined && ['http:', 'https:'].includes(url.protocol) && url.username === '') return ok(url);
    return err(`--to is ${JSON.stringify(last)}; it must be the address of a service, such as http://localhost:8600`);
  },
};

/** The options of `deploy`. */
export const DEPLOY_OPTIONS = {
  server: { ...SERVER, key: 'to URL' },
  makesCurrent: flag({
    name: 'current',
    help: 'Also make it the current deployment of the graph. Without it, the service only keeps it.',
  }),
  tokenFile: text({
    name: 'token-file',
    value: 'FILE',
    help: 'A file with the token that the service knows you by.',
    unlessEmpty: 'it must name a file',
  }),
  archive: text({
    name: 'archive',
    value: 'FILE',
    help: 'The archive to deploy, if it is not that of the graph as it is built now.',
    unlessEmpty: 'it must name a file',
  }),
};
