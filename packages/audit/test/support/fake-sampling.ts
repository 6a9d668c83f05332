import type { LabelSampling, MakeLabelSampler } from '@equipoise/domain';

/** Readers as the fake port takes them to be. */
const sensitivity = 0.86;
const specificity = 0.9;
const prevalence = 0.3;

/** Draws by readers of known skill; a stand-in for the samplers that a caller hands over. */
const byKnownSkill: MakeLabelSampler = (evidence, uniform) => {
  const { rowCount, starts, answer, given } = evidence;
  const chance = Float64Array.from({ length: rowCount }, (_, i) => {
    if (starts[i] === starts[i + 1]) return given[i]!;
    let odds = prevalence / (1 - prevalence);
    for (let j = starts[i]!; j < starts[i + 1]!; j++)
      odds *= answer[j] === 1 ? sensitivity / (1 - specificity) : (1 - sensitivity) / specificity;
    return odds / (1 + odds);
  });
  return {
    drawnCount: rowCount,
    next: (out = new Uint8Array(rowCount)) => {
      for (let i = 0; i < rowCount; i++) out[i] = uniform() < chance[i]! ? 1 : 0;
      return out;
    },
  };
};

const oneOfThem: MakeLabelSampler = ({ rowCount, starts, answer, given }, uniform) => ({
  drawnCount: rowCount,
  next: (out = new Uint8Array(rowCount)) => {
    for (let i = 0; i < rowCount; i++) {
      const size = starts[i + 1]! - starts[i]!;
      out[i] = size === 0 ? given[i]! : answer[starts[i]! + Math.floor(uniform() * size)]!;
    }
    return out;
  },
});

/** A port for tests. */
export const fakeSampling: LabelSampling = { posterior: byKnownSkill, oneReader: oneOfThem };
