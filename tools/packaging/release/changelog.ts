/**
 * The changes of a version in the changelog.
 *
 * @param changelog the text of CHANGELOG.md, with a `## 1.2.0` section for each version
 * @returns the text of the section; undefined if it is missing or empty
 */
export function changesIn(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split('\n', 1)[0]?.split(' ')[0] === version);
  const text = section?.slice(section.indexOf('\n')).trim();
  return text === '' ? undefined : text;
}
