export { columnText, describeJsonProblem, describeUnfit } from './describe.js';
export { escapeControls, shorten } from './excerpt.js';
export type { JsonError } from './json_error.js';
export { LineBlocks } from './line_blocks.js';
export { LineObject } from './line_object.js';
export { locate, type Place } from './locate.js';
export { count, number } from './numbers.js';
export {
  MAX_DEPTH,
  MAX_DEPTH_AROUND,
  parseJson,
  parseJsonText,
  type JsonProblem,
  type UnfitProblem,
} from './parse_json.js';
export { explainShape, fieldPath, type ShapeProblem } from './shape.js';
