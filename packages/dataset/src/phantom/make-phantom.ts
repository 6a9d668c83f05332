import { buildTruth } from './build-truth.ts';
import { drawMissing, drawReadings, drawTrain } from './draw-around.ts';
import { drawAges, drawAttributes, drawLayout, drawTask } from './draw-study.ts';
import { type PhantomOptions, resolvePhantomOptions } from './options.ts';
import type { Phantom, PhantomAttribute } from './phantom.ts';

function withMissing(attribute: PhantomAttribute, missing: Uint8Array): PhantomAttribute {
  return {
    ...attribute,
    codes: attribute.completeCodes.map((code, row) => (missing[row] ? -1 : code)),
  };
}

/**
 * Makes a synthetic study of any size with planted flaws: patients with several images, attributes,
 * labels and scores of one or more tasks, readings, and a training table. The score model is binormal
 * with patient effects, so that the expected metrics of every group are known in closed form and stand
 * in `truth`. The same options give the same numbers, always.
 *
 * @param options what to simulate; `{}` is the demo study, `{ flaws: 'none' }` a clean one
 * @returns columns and the truth about them
 * @throws dataset/bad-option when an option lies outside its range
 * @see Dorfman, Alf 1969, doi:10.1016/0022-2496(69)90019-4 (binormal scores)
 */
export function makePhantom(options: PhantomOptions = {}): Phantom {
  const resolved = resolvePhantomOptions(options);
  const layout = drawLayout(resolved);
  const complete = drawAttributes(resolved, layout);
  const drawn = resolved.tasks.map((_, i) => drawTask(resolved, i, layout, complete));
  const tasks = drawn.map(({ task }) => task);
  const bands = complete.find((attribute) => attribute.name === 'age')?.completeCodes;
  const ageYears = drawAges(resolved, layout, bands ?? new Int32Array(layout.rowCount));
  const missingFlaw = resolved.flaws.find((flaw) => flaw.kind === 'missing-not-at-random');
  const missing = missingFlaw
    ? drawMissing(resolved, layout, missingFlaw, tasks[resolved.flawedTask]!)
    : null;
  const attributes = complete.map((attribute) =>
    missing && attribute.name === missingFlaw?.attribute
      ? withMissing(attribute, missing)
      : attribute,
  );
  if (missing) {
    for (let row = 0; row < ageYears.length; row++) if (missing[row]) ageYears[row] = Number.NaN;
  }
  const leakFlaw = resolved.flaws.find((flaw) => flaw.kind === 'leaked-patients');
  const { train, leaked } = drawTrain(resolved, leakFlaw);
  return {
    options: resolved,
    rowCount: layout.rowCount,
    patientCount: resolved.patients,
    patient: layout.patient,
    attributes,
    ageYears,
    tag: drawn[resolved.flawedTask]?.tag ?? null,
    tasks,
    readings: drawReadings(resolved, tasks[0]!),
    train,
    truth: buildTruth({ options: resolved, layout, attributes, tasks, leaked }),
  };
}
