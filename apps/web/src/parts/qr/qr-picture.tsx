import { type ReactNode, useMemo } from 'react';
import { qrCode } from './qr-code.ts';

// Light modules around the picture, which readers need.
const margin = 4;

/** A text as a QR picture, dark on light whatever the colours of the page; nothing where it is too long. */
export function QrPicture(props: { readonly text: string; readonly label: string }): ReactNode {
  const modules = useMemo(() => qrCode(props.text), [props.text]);
  if (modules === null) return null;
  const { size, dark } = modules;
  const side = size + 2 * margin;
  let path = '';
  for (let at = 0; at < dark.length; at += 1) {
    if (dark[at] === 1)
      path += `M${margin + (at % size)} ${margin + Math.floor(at / size)}h1v1h-1z`;
  }
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
