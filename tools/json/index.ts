export { escapeControls, shorten } from './excerpt.js';
export { findJsonError, type JsonError } from './json_error.js';
export { locate, type Place } from './locate.js';
export { parseJson, parseJsonText, type JsonProblem } from './parse_json.js';
export { explainShape, fieldPath, type ShapeProblem } from './shape.js';
