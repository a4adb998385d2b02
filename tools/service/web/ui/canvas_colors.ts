import { theme } from './theme.js';
import { useEffect, useState } from 'preact/hooks';

/** Colours of the style sheet for canvases, by the names of their custom properties: `--state-good`. */
export type Colors = (name: string) => string;

/** The colours as they are now. The page is drawn again when they change. */
export function useColors(): Colors {
  const [, setChanges] = useState(0);
  const chosen = theme.value;
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const change = (): void => {
      setChanges((changes) => changes + 1);
    };
    system.addEventListener('change', change);
    return () => {
      system.removeEventListener('change', change);
    };
    // The reader's own choice draws the page again, too.
  }, [chosen]);
  return resolved;
}

/** A custom property may be a function of the colour scheme: only an element shows what it comes out as. */
function resolved(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
