import { adjustedSection, decompositionSection } from './adjusted.ts';
import { gapsSection } from './gaps.ts';
import { flowSection, leakageSection, missingSection, unitSection } from './intake.ts';
import { intersectionsSection } from './intersections.ts';
import { methodsSection } from './methods.ts';
import { metricsSection } from './metrics.ts';
import { powerSection } from './power.ts';
import { calibrationSection, decisionSection, thresholdSection } from './probability.ts';
import {
  checklistSection,
  sitesSection,
  suitabilitySection,
  tippingSection,
  worstGroupSection,
} from './robustness.ts';
import type { Section } from './section.ts';
import { verdictSection } from './verdict.ts';

/** Every section that this release can fill, by item. */
export const sections: readonly Section[] = [
  verdictSection,
  flowSection,
  missingSection,
  unitSection,
  leakageSection,
  metricsSection,
  gapsSection,
  powerSection,
  intersectionsSection,
  adjustedSection,
  decompositionSection,
  calibrationSection,
  thresholdSection,
  decisionSection,
  worstGroupSection,
  tippingSection,
  sitesSection,
  suitabilitySection,
  checklistSection,
  methodsSection,
];
