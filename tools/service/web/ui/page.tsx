import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { visits } from '../router.js';

export interface PageProps {
  /** Of the tab. */
  readonly title: string;
  /** Of the page, if it is more than the title. */
  readonly heading?: ComponentChildren;
  /** Above the heading: where the page belongs. */
  readonly above?: ComponentChildren;
  /** Below the heading: what it is about, in one line. */
  readonly about?: ComponentChildren;
  /** Buttons beside the heading. */
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Which visit has taken the focus. Not the first one: a page that is opened begins at its top. */
let focused = 0;

/** A page with its heading, which gets the focus when a link led here. */
export function Page({ title, heading, above, about, actions, children }: PageProps) {
  const h1 = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · DataBuild`;
  }, [title]);
  useEffect(() => {
    if (focused === visits.peek()) return;
    focused = visits.peek();
    h1.current?.focus({ preventScroll: true });
  }, [visits.value]);
  return (
    <>
      <header class="page-head">
        {above !== undefined && <p class="page-above">{above}</p>}
        <div class="page-title">
          <h1 ref={h1} tabIndex={-1}>
            {heading ?? title}
          </h1>
          {actions !== undefined && <div class="actions">{actions}</div>}
        </div>
        {about !== undefined && <p class="page-about">{about}</p>}
      </header>
      {children}
    </>
  );
}

export interface SectionProps {
  readonly title: string;
  /** Beside the heading. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of a page with a heading of its own. */
export function Section({ title, aside, children }: SectionProps) {
  return (
    <section class="section">
      <div class="section-head">
        <h2>{title}</h2>
        {aside !== undefined && <div class="section-aside">{aside}</div>}
      </div>
      {children}
    </section>
  );
}
