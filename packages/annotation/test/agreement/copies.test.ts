import type { QuestionReadings, Readings } from '@equipoise/domain';
import { randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { analyse, panel } from './readings.ts';

/** Label files as sources: what each says about the findings of the same cases, one column a finding. */
function sources(columns: readonly (readonly Uint8Array[])[]): Readings {
  const cases = columns[0]![0]!.length;
  const base = panel({ cases, readers: columns.length });
  const [plain] = base.questions;
  const questions = columns[0]!.map(
    (_, finding): QuestionReadings => ({
      ...plain!,
      name: `finding-${finding + 1}`,
      answer: plain!.answer.map((_, row) => {
        return columns[plain!.readerIndex[row]!]![finding]![plain!.caseIndex[row]!]!;
      }),
    }),
  );
  return { ...base, questions };
}

/** A column of answers that are right in 85 % of the cases of a finding. */
function column(finding: number, source: number): Uint8Array {
  const truth = randomStream(finding, 3);
  const own = randomStream(finding, source, 11);
  return Uint8Array.from({ length: 300 }, () => {
    const isThere = truth() < 0.35;
    return Number(own() < 0.85 ? isThere : !isThere);
  });
}

const findings = [1, 2, 3, 4, 5];
const file = (source: number): Uint8Array[] => findings.map((finding) => column(finding, source));

describe('sources of labels that are not apart', () => {
  it('two label files with the same bytes are reported as one', async () => {
    const found = await analyse(sources([file(1), file(2), file(3), file(2)]));
    const pairs = found.findings.filter(({ reason }) => reason === 'identical-readers');
    expect(pairs.map(({ model }) => model)).toEqual(['r1 · r3']);
    expect(pairs[0]!.sentence).toContain('count it once');
    expect(found.findings.some(({ reason }) => reason === 'related-readers')).toBe(false);
  });

  it('two models that share 3 of 5 columns are reported as related, with the columns', async () => {
    const [first, second] = [file(1), file(2)];
    const heir = [first[0]!, second[1]!, first[2]!, first[3]!, second[4]!];
    const found = await analyse(sources([first, file(3), heir]));
    const pairs = found.findings.filter(({ reason }) => reason === 'related-readers');
    expect(pairs.map(({ model }) => model)).toEqual(['r0 · r2']);
    expect(pairs[0]!.sentence).toBe(
      'Of 5 questions, r0 and r2 gave the same answers to 3 (finding-1, finding-3 and finding-4): they share a source.',
    );
    const table = found.sections
      .flatMap(({ blocks }) => blocks)
      .find((block) => block.kind === 'table' && block.id === 'copies');
    expect(table?.kind === 'table' && table.rows.map((row) => row['question'])).toEqual([
      'finding-1',
      'finding-3',
      'finding-4',
    ]);
  });

  it('models that share none are not', async () => {
    const found = await analyse(sources([file(1), file(2), file(3)]));
    const reasons = found.findings.map(({ reason }) => reason);
    expect(reasons).not.toContain('identical-readers');
    expect(reasons).not.toContain('related-readers');
  });
});
