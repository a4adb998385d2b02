/**
 * Stands in for the npm package `string-width` in the bundle. That one knows how wide emoji are on a terminal, and
 * compiles regular expressions for it at every start, which takes longer than all the rest of the command line; the
 * columns of our help are plain text.
 */
function stringWidth(text: string): number {
  return text.length;
}

// eslint-disable-next-line no-restricted-exports -- the importing package takes its default export
export { stringWidth as default };
