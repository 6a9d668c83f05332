import type { Flow } from '@equipoise/domain';
import { escapeText } from '../html/markup.ts';
import { count } from '../numbers.ts';
import { plural, shorten } from '../words.ts';
import { type Drawing, panelWidth } from './kit.ts';

const boxWidth = 156;
const sideLeft = 186;

/** Boxes for what remains after each step, with what was left out beside the arrow. */
export function flowDiagram(flow: Flow): Drawing {
  let y = 4;
  let body = '';
  const rows = (number: number): string => `${count(number)} ${plural(number, 'row', 'rows')}`;
  const patients = (number: number): string =>
    `${count(number)} ${plural(number, 'patient', 'patients')}`;
  flow.steps.forEach((step, at) => {
    if (at > 0) {
      const gap = Math.max(30, 16 + step.excluded.length * 34);
      const x = boxWidth / 2;
      body += `<path d="M${x},${y}V${y + gap - 5}" stroke="var(--muted)" fill="none"/><path d="M${x - 4},${y + gap - 7}L${x},${y + gap}L${x + 4},${y + gap - 7}Z" fill="var(--muted)"/>`;
      step.excluded.forEach((left, row) => {
        const middle = y + 18 + row * 34;
        body += `<path d="M${x},${middle}H${sideLeft - 4}" stroke="var(--muted)" stroke-dasharray="2 2" fill="none"/>`;
        body += text(sideLeft, middle - 3, shorten(left.reason, 27), 'font-weight="600"');
        body += text(
          sideLeft,
          middle + 11,
          left.rowCount === 0 && left.patientCount === 0
            ? 'count hidden or none'
            : `${rows(left.rowCount)}${left.patientCount > 0 ? `, ${patients(left.patientCount)}` : ''}`,
          'fill="var(--muted)"',
        );
      });
      y += gap;
    }
    const middle = boxWidth / 2 + 1;
    body += `<rect x="1" y="${y}" width="${boxWidth}" height="52" rx="4" fill="var(--band)" stroke="var(--muted)"/>`;
    body += `<text x="${middle}" y="${y + 16}" font-weight="600">${escapeText(shorten(step.label, 25))}</text>`;
    body += `<text x="${middle}" y="${y + 31}">${escapeText(rows(step.rowCount))}</text><text x="${middle}" y="${y + 45}">${escapeText(patients(step.patientCount))}</text>`;
    y += 52;
  });
  return { width: panelWidth, height: y + 6, body };
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" text-anchor="start" ${attributes}>${escapeText(content)}</text>`;
}
