import { studyProtocolSchema } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { labelsFile, safeCsv, safeText } from '../../src/room/index.ts';

describe('a table that leaves the house', () => {
  it('holds no cell that a spreadsheet runs, and keeps numbers', () => {
    for (const text of [
      '=1+1',
      '+1+1',
      '-1+1',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '\0=1',
      '=HYPERLINK("x")',
    ]) {
      const cell = safeText(text);
      expect([text, cell.startsWith("'")]).toEqual([text, true]);
    }
    for (const text of ['-0.5', '+3', '-1e-7', '.5', 'a-b', '', 'x=1'])
      expect(safeText(text)).toBe(text);
    expect(
      safeCsv(
        ['a', '=b'],
        [
          [-0.5, '=c'],
          [null, 'd "e", f'],
          [true, Number.NaN],
        ],
      ),
    ).toBe('a,\'=b\n-0.5,\'=c\n,"d ""e"", f"\ntrue,\n');
  });

  it('holds one row a case, its strata, and what each label came from', async () => {
    const protocol = studyProtocolSchema.parse({
      schemaVersion: 1,
      studyId: 's',
      title: 't',
      questions: [
        {
          id: 'nodule',
          kind: 'single',
          text: '?',
          options: [
            { value: 'no', text: 'No' },
            { value: 'yes', text: 'Yes' },
          ],
          ungradable: [{ value: 'blurred', text: 'Blurred' }],
        },
      ],
      cases: [
        { caseId: 'c1', patientId: 'p', strata: { site: 'A' } },
        { caseId: 'c2', strata: { site: 'B' } },
        { caseId: 'c3' },
      ],
      reads: { perCase: 2 },
      adjudication: { kind: 'none' },
    });
    const table = labelsFile(
      protocol,
      [
        {
          caseId: 'c1',
          questionId: 'nodule',
          label: {
            questionId: 'nodule',
            outcome: 'answered',
            value: { kind: 'single', value: 'yes' },
            confidence: null,
          },
          method: 'agreement',
          sources: ['a1', 'a2'],
        },
        { caseId: 'c2', questionId: 'nodule', label: null, method: 'unresolved', sources: ['a3'] },
      ],
      'image',
    );
    expect(table.csv).toBe(
      'image,patient,nodule,nodule method,nodule sources,site\nc1,p,yes,agreement,a1 a2,A\nc2,c2,,unresolved,a3,B\n',
    );
    expect((await table.parquet()).length).toBeGreaterThan(100);
  });
});
