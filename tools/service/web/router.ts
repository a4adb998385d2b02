import { signal } from '@preact/signals';

/** Where the reader is. Everything that a page shows is in its address. */
export interface Place {
  /** As it is in the address, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
}

const placeNow = (): Place => ({ path: location.pathname, query: new URLSearchParams(location.search) });

export const place = signal<Place>({ path: '/', query: new URLSearchParams() });

/** How often the reader went to another page, so that pages know when to take the focus. */
export const visits = signal(0);

/** Goes to an address of these pages. @param replace whether going back leaves it out */
export function navigate(address: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  const before = location.pathname;
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  place.value = placeNow();
  if (location.pathname === before) return;
  visits.value++;
  scrollTo(0, 0);
}

/** Changes parameters of the address. @param changes undefined: takes the parameter out */
export function setQuery(
  changes: Readonly<Record<string, string | undefined>>,
  options: { readonly replace?: boolean } = {},
): void {
  navigate(addressWith(place.peek(), changes), options);
}

/** The address of a place with other parameters. */
export function addressWith({ path, query }: Place, changes: Readonly<Record<string, string | undefined>>): string {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) changed.delete(name);
    else changed.set(name, value);
  }
  const text = changed.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Lets links to these pages lead on without loading anything, and the buttons of the browser go back and forth. */
export function startRouter(): void {
  place.value = placeNow();
  addEventListener('popstate', () => {
    const before = place.peek().path;
    place.value = placeNow();
    if (location.pathname !== before) visits.value++;
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || !leadsHere(link) || !isPlain(event)) return;
    event.preventDefault();
    navigate(link.href.slice(location.origin.length));
  });
}

function leadsHere(link: HTMLAnchorElement): boolean {
  const isFile = link.target !== '' || link.hasAttribute('download') || link.pathname.startsWith('/api/');
  const isJump = link.hash !== '' && link.pathname === location.pathname && link.search === location.search;
  return link.origin === location.origin && !isFile && !isJump;
}

/** Whether a click asks for nothing special, such as another tab. */
function isPlain(event: MouseEvent): boolean {
  const { button, altKey, ctrlKey, metaKey, shiftKey, defaultPrevented } = event;
  return button === 0 && !altKey && !ctrlKey && !metaKey && !shiftKey && !defaultPrevented;
}
