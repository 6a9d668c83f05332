import type { ReactNode } from 'react';
import '../parts/parts.css';
import { chartWords as words } from '../words/charts.ts';
import './charts.css';
import { count } from './numbers.ts';
import { type SharePart, shareSpans } from './share-spans.ts';

/** Parts of a whole as one bar, with a legend that names and counts them. */
export function ShareBar(props: {
  readonly label: string;
  readonly parts: readonly SharePart[];
}): ReactNode {
  const spans = shareSpans(props.parts);
  const total = props.parts.reduce((sum, part) => sum + part.count, 0);
  const sentence = words.partsSentence(
    props.label,
    props.parts.map((part) => words.part(part.label, count(part.count))),
  );
  return (
    <figure className="eq-figure">
      <svg
        className="eq-share"
        width="100%"
        height={26}
        viewBox="0 0 100 26"
        preserveAspectRatio="none"
        role="img"
        aria-label={sentence}
      >
        <rect x={0} y={0} width={100} height={26} className="eq-share-empty" />
        {props.parts.map((part, at) => {
          const [left, width] = spans[at] ?? [0, 0];
          return (
            <rect
              key={part.key}
              className={`eq-share-part eq-share-${part.key}`}
              x={left}
              y={0}
              width={width}
              height={26}
            />
          );
        })}
      </svg>
      <figcaption>
        <ul className="eq-legend">
          {props.parts.map((part) => (
            <li key={part.key}>
              <span className={`eq-swatch eq-share-${part.key}`} aria-hidden="true" />
              {words.part(part.label, count(part.count))}
            </li>
          ))}
          <li>{words.part(words.total, count(total))}</li>
        </ul>
      </figcaption>
    </figure>
  );
}
