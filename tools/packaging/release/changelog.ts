/**
 * What the changelog says about a version.
 *
 * @param changelog the text of CHANGELOG.md: a `## 1.2.0` section a version
 * @returns the text of the section, or `undefined` where there is none or it is empty
 */
export function changesIn(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split('\n', 1)[0]?.split(' ')[0] === version);
  const text = section?.slice(section.indexOf('\n')).trim();
  return text === '' ? undefined : text;
}
