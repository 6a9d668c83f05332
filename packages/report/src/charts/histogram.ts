import { count } from '../numbers.ts';
import { type Drawing, type Kit, panelWidth } from './kit.ts';

/** Patients by their number of images. */
export function imagesPerPatientChart(
  kit: Kit,
  histogram: readonly { readonly casesPerPatient: string; readonly patientCount: number }[],
): Drawing {
  const { Plot } = kit;
  return kit.plot({
    width: panelWidth,
    height: 210,
    marginLeft: 52,
    marginBottom: 40,
    marginTop: 18,
    marginRight: 8,
    x: {
      type: 'band',
      domain: histogram.map((bar) => bar.casesPerPatient),
      label: 'Images of one patient',
      labelAnchor: 'center',
      labelOffset: 34,
      tickSize: 0,
    },
    y: {
      ticks: 4,
      label: 'Patients',
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 46,
      grid: true,
      tickFormat: count,
    },
    marks: [
      Plot.barY(histogram, {
        x: 'casesPerPatient',
        y: 'patientCount',
        fill: 'var(--c1)',
        fillOpacity: 0.75,
      }),
      Plot.text(histogram, {
        x: 'casesPerPatient',
        y: 'patientCount',
        text: (bar: { patientCount: number }) => count(bar.patientCount),
        dy: -7,
      }),
      Plot.ruleY([0], { stroke: 'var(--muted)' }),
    ],
  });
}
