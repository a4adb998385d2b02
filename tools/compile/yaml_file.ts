import { stringify } from 'yaml';
import { comments } from './quote.js';

/** A YAML file, document by document. */
export function* yamlDocuments(header: readonly string[], documents: Iterable<object>): Generator<string> {
  yield comments(header);
  let separator = '';
  for (const document of documents) {
    yield separator + stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
    separator = '---\n';
  }
}
