import type { AuditDocument } from '@equipoise/domain';
import { escapeText } from './html/markup.ts';

/**
 * junit.xml: one test case per gate. A broken gate is a failure; one that cannot be told is skipped
 * with its sentence, so that a build server shows all three answers.
 */
export function renderJunit(document: AuditDocument): string {
  const { gates } = document;
  const cases = gates.map((gate) => {
    const sentence = escapeText(gate.sentence);
    const inside =
      gate.outcome === 'met'
        ? ''
        : gate.outcome === 'broken'
          ? `<failure message="${sentence}" type="beyond-margin"/>`
          : `<skipped message="${sentence}"/>`;
    return `    <testcase classname="equipoise.gates" name="${escapeText(gate.name)}" time="0">${inside}</testcase>`;
  });
  const broken = gates.filter((gate) => gate.outcome === 'broken').length;
  const open = gates.filter((gate) => gate.outcome === 'cannot-tell').length;
  const counts = `tests="${gates.length}" failures="${broken}" errors="0" skipped="${open}" time="0"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="equipoise" ${counts}>\n  <testsuite name="${escapeText(document.title)}" ${counts}>\n${cases.join('\n')}${cases.length ? '\n' : ''}  </testsuite>\n</testsuites>\n`;
}
