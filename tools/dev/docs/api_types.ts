import openapiTS, { astToString } from 'openapi-typescript';
import { CALLS, openApiDocument } from '../../service/api/index.js';

const HEAD = `/**
 * The types of the calls of the service and of what they answer.
 *
 * Generated from the OpenAPI document: do not edit; bazel run //tools/dev/docs:update_docs
 */

`;

/** The text of tools/service/client/api_types.ts. */
export async function apiTypes(): Promise<string> {
  const document = JSON.stringify(openApiDocument(CALLS));
  const types = await openapiTS(document, {
    // A client may leave out what has a default.
    defaultNonNullable: false,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  });
  return `${HEAD}${astToString(types)}`;
}
