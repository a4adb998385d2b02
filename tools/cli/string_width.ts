/**
 * Replaces the npm package `string-width` in the bundle. The package knows the width of emoji, for which it compiles
 * regular expressions at every start. That takes longer than the rest of the start, and the help is plain text.
 */
function stringWidth(text: string): number {
  return text.length;
}

// eslint-disable-next-line no-restricted-exports -- the importing package takes its default export
export { stringWidth as default };
