import type { MetricResult } from './metric-result.ts';
import type { StudyQuestion, StudyRows } from './study-rows.ts';
import { listed, metricWords } from './study-words.ts';

/** Paragraphs for the methods section of a paper: only what was used. */
export function studyMethods(
  results: readonly MetricResult[],
  studies: readonly StudyRows[],
  question: StudyQuestion,
  level: number,
): string[] {
  const out: string[] = [];
  const used = new Set(results.flatMap((one) => one.analyses.map((row) => row.id)));
  const metrics = [...new Set(results.map((one) => one.metric))];
  if (metrics.length > 0) {
    out.push(
      `Figures of merit: ${listed(metrics.map((id) => metricWords[id].noun))}. Intervals are two-sided at ${level * 100} %. Differences are the modality minus the reference.`,
    );
  }
  const isPooled = results.some((one) => one.average === 'pairs');
  const isMean = results.some((one) => one.average === 'readers');
  if (isMean) {
    out.push(
      'The reported average is the plain mean of the readers’ figures. Differences are tested by the method of Obuchowski and Rockette (Communications in Statistics 1995;24:285) with the degrees of freedom of Hillis (Statistics in Medicine 2007;26:596), readers and cases random; the analyses with fixed readers and with fixed cases stand beside it. The interval of one modality rests on that modality alone.',
    );
  }
  if (isPooled) {
    out.push(
      'Where readers did not all read all cases the reported average is pooled over pairs of a diseased and another case: each reader counts with the product of both numbers. Its variance is the one-shot U-statistic of Gallas (Academic Radiology 2006;13:353; Communications in Statistics 2009;38:2586), which allows any crossing including a split plot; t on the whole part of the degrees of freedom below 50, normal from there. The plain mean of the readers is shown beside it.',
    );
  }
  if (used.has('dorfman-berbaum-metz')) {
    out.push(
      'The analysis of jackknife pseudovalues of Dorfman, Berbaum and Metz (Investigative Radiology 1992;27:723) with Hillis’ degrees of freedom is shown; where pseudovalues average to the figure itself, as for the AUC, its F equals that of Obuchowski and Rockette with jackknife covariance.',
    );
  }
  if (metrics.includes('partial-auc')) {
    const { axis, low, high } = question.partial;
    out.push(
      `The partial AUC is the raw area under the empirical polygon for ${axis} from ${low} to ${high}, not rescaled.`,
    );
  }
  if (metrics.some((id) => id.endsWith('froc') || id.endsWith('froc1') || id === 'inferred-roc')) {
    out.push(
      'Free-response figures follow Chakraborty (Medical Physics 2004;31:2313): an unmarked lesion and an unmarked case rank below every mark, ties count one half; weighted figures give every diseased case the same weight. Variances are by leaving out cases, or all cases of a patient together where patients have several (Obuchowski, Biometrics 1997;53:567).',
    );
  }
  const tests =
    metrics.filter((id) => question.margins[id] !== undefined).length *
    Math.max(0, ...studies.map((rows) => rows.modalities.length - 1));
  if (tests > 0) {
    out.push(
      `A modality is called not worse when the lower limit of the two-sided interval of its difference from the reference lies above minus the margin, worse when the upper limit lies below it, and otherwise the study cannot tell (Chen, Petrick and Sahiner, Academic Radiology 2012;19:1158).${
        tests > 1
          ? ` For ${tests} declared comparisons in a study the verdict uses simultaneous limits after Bonferroni.`
          : ''
      }`,
    );
  }
  if (studies.some((rows) => rows.decision !== null)) {
    out.push(
      'Shares of answers count every answer once; their variance is clustered by case and by reader at once (Cameron, Gelbach and Miller, Journal of Business and Economic Statistics 2011;29:238), in Wilson’s form for a single share, with t on the fewer clusters less one for a difference.',
    );
  }
  if (studies.some((rows) => rows.advice !== null)) {
    out.push(
      'Over-reliance is the share of answers that equal the advice among those where the advice is wrong; under-reliance the share that differ from it where it is right (Parasuraman and Riley, Human Factors 1997;39:230). Where the same cases were also read without advice, the share of the same errors made without it stands beside.',
    );
  }
  if (studies.some((rows) => rows.times !== null)) {
    out.push(
      'Reading times are compared by the ratio of geometric means, clustered by case and by reader at once.',
    );
  }
  if (results.length > 0) {
    out.push(
      'The size of the next study follows Hillis, Obuchowski and Berbaum (Academic Radiology 2011;18:129) from the variance components found here.',
    );
  }
  return out;
}
