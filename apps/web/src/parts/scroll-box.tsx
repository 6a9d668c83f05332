import type { ReactNode } from 'react';
import './parts.css';

/** A box that scrolls by itself where its content is wider than the page; reachable by keyboard. */
export function ScrollBox(props: {
  readonly label: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form.
    <div
      className="eq-scroll"
      role="group"
      aria-label={props.label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse.
      tabIndex={0}
    >
      {props.children}
    </div>
  );
}
