import { readServiceUrl } from '../asking/service_options.js';
import { flag, text, type Option } from '../option_kinds.js';

const DEPLOY_TO: Option<'to', URL | undefined> = {
  name: 'to',
  value: 'URL',
  help: 'Address of the service, such as http://localhost:8600.',
  repeated: false,
  read: (typed) => readServiceUrl('to', typed),
};

/** The options of `deploy`. */
export const DEPLOY_OPTIONS = {
  deployTo: { ...DEPLOY_TO, key: 'to URL' },
  makesCurrent: flag({
    name: 'current',
    help: 'Also make it the current deployment of the graph. Without it, the service only keeps it.',
  }),
  archive: text({
    name: 'archive',
    value: 'FILE',
    help: 'The archive to deploy, if it is not that of the graph as it is built now.',
    unlessEmpty: 'it must name a file',
  }),
};
