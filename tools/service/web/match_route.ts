/** What the names of a route stand for in an address. */
export type RouteParams = Readonly<Record<string, string>>;

/**
 * Compares a path with a route such as `/graphs/{graph}/grid`.
 *
 * @param path percent-encoded
 * @returns the names of the route, decoded; undefined if the route does not match
 */
export function matchRoute(route: string, path: string): RouteParams | undefined {
  const wanted = route.split('/');
  const found = path.length > 1 ? path.replace(/\/$/, '').split('/') : path.split('/');
  if (wanted.length !== found.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = found[index] ?? '';
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (name === undefined) {
      if (text !== part) return undefined;
    } else {
      const value = decoded(text);
      if (value === undefined || value === '') return undefined;
      params[name] = value;
    }
  }
  return params;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
