import { adjustedSection } from './adjusted.ts';
import { calibrationSection } from './calibration.ts';
import { checklistSection } from './checklists.ts';
import { decisionSection } from './decision-curves.ts';
import { decompositionSection } from './decomposition.ts';
import { flowSection } from './flow.ts';
import { gapsSection } from './gaps.ts';
import { intersectionsSection } from './intersections.ts';
import { leakageSection } from './leakage.ts';
import { methodsSection } from './methods.ts';
import { metricsSection } from './metrics.ts';
import { missingSection } from './missing.ts';
import { powerSection } from './power.ts';
import type { Section } from './section.ts';
import { sitesSection } from './sites.ts';
import { suitabilitySection } from './suitability.ts';
import { thresholdSection } from './thresholds.ts';
import { tippingSection } from './tipping-point.ts';
import { unitSection } from './unit.ts';
import { verdictSection } from './verdict.ts';
import { worstGroupSection } from './worst-group.ts';

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
