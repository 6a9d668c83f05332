import type { Block } from '@equipoise/domain';
import { casesForPower, type OrComponents, pilotFrom, studyPower } from './core.ts';
import { blockId } from './metric-blocks.ts';
import type { MetricResult } from './metric-result.ts';
import type { StudyContext } from './study-context.ts';
import { many, metricWords, share } from './study-words.ts';

const readerCounts = [3, 4, 5, 6, 8, 10, 12, 15, 20, 30] as const;
const curveReaders = [5, 10, 20] as const;

/**
 * How large the next study of two modalities must be, from the variance components of this one; null where it has
 * none (one reader, one modality).
 *
 * Source: Hillis, Obuchowski and Berbaum 2011, Academic Radiology 18:129.
 */
export function sizingBlocks(
  result: MetricResult,
  context: StudyContext,
  isConfounded: boolean,
): { readonly blocks: Block[]; readonly sentence: string } | null {
  const cases = Math.round(result.casesPerReader);
  const pilot = pilotOf(result.components, cases);
  if (pilot === null || !(pilot.error > 0) || context.rows.modalities.length < 2) return null;
  if (isConfounded) {
    return {
      blocks: [],
      sentence:
        'A next study cannot be sized from this one: no case was read by two readers under one modality, so how far readers agree in their errors is unknown.',
    };
  }
  const isSmall = context.suppressBelow !== null && result.patientCount < context.suppressBelow;
  if (isSmall) return null;
  const { question, rows } = context;
  const target = question.difference ?? question.margins[result.metric] ?? 0.05;
  const source =
    question.difference !== null
      ? 'the declared difference'
      : question.margins[result.metric] !== undefined
        ? 'the margin'
        : 'a difference of .05, since none was declared';
  const options = { difference: target, alpha: 1 - context.level };
  const own = rows.readers.length;
  const counts = [...new Set([...readerCounts, own])].filter((n) => n > 1).sort((a, b) => a - b);
  const lines = counts.map((readers) => {
    const needed = casesForPower(pilot, readers, question.power, options);
    return {
      readers,
      cases: needed.value,
      reason: needed.value === null ? 'no number of cases suffices' : null,
      power: studyPower(pilot, readers, Math.max(cases, 1), options).power,
    };
  });
  const words = metricWords[result.metric];
  const task = rows.name === '' ? null : rows.name;
  const grid = Array.from({ length: 20 }, (_, k) => Math.max(2, Math.round((cases * (k + 1)) / 6)));
  const possible = lines.filter((line) => line.cases !== null);
  const pick = possible.find((line) => line.readers >= Math.min(own, 10)) ?? possible[0];
  const sentence =
    pick === undefined
      ? `No study of up to 30 readers reaches ${share(question.power)} power for ${target}: readers differ too much between the modalities.`
      : `A next study finds a difference in ${words.noun} of ${target} with ${share(question.power)} power when ${pick.readers} readers read ${many(pick.cases ?? 0, 'case')} each under both modalities.`;
  return {
    sentence,
    blocks: [
      {
        kind: 'curve',
        id: blockId(context, result.metric, 'power'),
        title: `Power of a next study, ${words.noun} difference ${target}`,
        caption: `Chance to find ${source} by number of cases each reader reads, for ${curveReaders.join(', ')} readers.`,
        task,
        xTitle: 'cases each reader reads',
        yTitle: 'power',
        diagonal: false,
        series: curveReaders.map((readers) => ({
          name: `${readers} readers`,
          points: grid.map((x) => ({
            x,
            y: studyPower(pilot, readers, x, options).power,
            low: null,
            high: null,
          })),
        })),
      },
      {
        kind: 'table',
        id: blockId(context, result.metric, 'sizing'),
        title: `Readers and cases for ${share(question.power)} power, ${words.noun} difference ${target}`,
        caption: 'Fewer readers need more cases.',
        task,
        columns: [
          { key: 'readers', title: 'Readers', digits: 0 },
          { key: 'cases', title: 'Cases each reader reads', digits: 0 },
          { key: 'power', title: `Power with ${cases} cases`, digits: 3 },
          ...(lines.some((line) => line.reason !== null)
            ? [{ key: 'reason', title: 'why not', digits: null }]
            : []),
        ],
        rows: lines,
        note: `Planned for ${source}, two-sided level ${figureOf(1 - context.level)}, readers and cases random, the same share of diseased cases and readings shared between readers and modalities as here. Components of one study are uncertain: take the table as a guide.`,
        shown: null,
      },
    ],
  };
}

function figureOf(alpha: number): string {
  return alpha.toFixed(3).replace(/0+$/, '');
}

function pilotOf(components: OrComponents | null, caseCount: number): ReturnType<typeof pilotFrom> {
  return components === null || caseCount < 2 ? null : pilotFrom(components, caseCount);
}
