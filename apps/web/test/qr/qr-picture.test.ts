import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { QrPicture } from '../../src/parts/qr/qr-picture.tsx';
import { type Modules, readQr } from './read-qr.ts';

/** The squares of a picture without its light border. */
function drawn(text: string): Modules {
  const svg = renderToStaticMarkup(createElement(QrPicture, { text, label: 'Picture' }));
  const side = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const size = side - 8;
  const dark = new Uint8Array(size * size);
  for (const [, x, y] of svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    const [column, row] = [Number(x) - 4, Number(y) - 4];
    if (Math.min(row, column) < 0 || Math.max(row, column) >= size) throw new Error('in border');
    dark[row * size + column] = 1;
  }
  return { size, dark };
}

describe('a QR picture', () => {
  it('reads as what was written', () => {
    for (const length of [1, 14, 42, 84, 122, 181, 213]) {
      const text = 'otpauth://totp/Equipoise%20room:ada?secret='.repeat(8).slice(0, length);
      expect(readQr(drawn(text))).toMatchObject({ level: 'M', text });
    }
    expect(readQr(drawn('zwölf Größen')).text).toBe('zwölf Größen');
  });

  it('holds the longest names an account and a server may have', () => {
    const { size } = drawn(`otpauth://totp/${'x'.repeat(254 + 2 * 253)}`);
    expect(size).toBeLessThanOrEqual(177);
  });
});
