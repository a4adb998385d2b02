import { Copy } from './copy.js';
import { shortened, visibleParts, visibleText } from './visible.js';

export interface RefProps {
  readonly value: string;
  /** Where a click leads. */
  readonly href?: string | undefined;
  /** Characters that are shown. The title has all. */
  readonly most?: number;
}

const MOST = 72;

/** A text from outside that names something: a ref, a label. Whatever it has in it, it is shown as it is, and changes nothing around it. */
export function Ref({ value, href, most = MOST }: RefProps) {
  const text = shortened(value, most);
  const parts = (
    <bdi dir="ltr" class="ref" title={text === value ? undefined : visibleText(value)}>
      {visibleParts(text).map((part) => (part.hidden ? <span class="hidden-character">{part.text}</span> : part.text))}
    </bdi>
  );
  return (
    <span class="ref-box">
      {href === undefined ? parts : <a href={href}>{parts}</a>}
      {text !== value && <Copy text={value} what="the whole name" />}
    </span>
  );
}
