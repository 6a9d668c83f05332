import { type ReactNode, useMemo } from 'react';
import { encode } from 'uqr';

// Light modules around the picture, which readers need.
const border = 4;

/** A text as a QR picture, dark on light whatever the colours of the page. */
export function QrPicture(props: { readonly text: string; readonly label: string }): ReactNode {
  const { size: side, data } = useMemo(
    () => encode(props.text, { ecc: 'M', border }),
    [props.text],
  );
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg
      className="eq-qr"
      role="img"
      aria-label={props.label}
      viewBox={`0 0 ${side} ${side}`}
      shapeRendering="crispEdges"
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
