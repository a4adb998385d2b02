/** From this line of MODULE.bazel on, everything is for building the tools from source. */
const END = /^# The MODULE\.bazel of a release ends here\b/m;

/**
 * The MODULE.bazel of a release: the part of the source tree's file that every consumer needs, with the version.
 *
 * @param source the text of MODULE.bazel in the source tree
 * @param version such as `1.2.0`
 * @throws if the source lacks the place for a version, or the line where the release part ends
 */
export function releaseModule(source: string, version: string): string {
  const end = source.search(END);
  if (end === -1) throw new Error('MODULE.bazel: no line says "# The MODULE.bazel of a release ends here"');
  const head = `${source.slice(0, end).trimEnd()}\n`;
  const stamped = head.replace(/^( *)# No version: .*$/m, `$1version = "${version}",`);
  if (stamped === head) throw new Error('MODULE.bazel: no line of module() says "# No version: …"');
  return stamped;
}
