import { count } from '../numbers.ts';
import { type Drawing, type Kit, panelWidth } from './kit.ts';

/** Patients by their number of images. */
export function imagesPerPatientChart(
  kit: Kit,
  histogram: readonly { readonly casesPerPatient: string; readonly patientCount: number }[],
): Drawing {
  const { Plot } = kit;
  const last = histogram.findLastIndex((bar) => bar.patientCount > 0);
  const bars = histogram.slice(0, last + 1).map((bar) => ({
    patientCount: bar.patientCount,
    images: bar.casesPerPatient
      .replace(/^(\d+) to (\d+)$/, '$1–$2')
      .replace(/^(\d+) or more$/, '≥\u2009$1'),
  }));
  return kit.plot({
    width: panelWidth,
    height: 210,
    marginLeft: 52,
    marginBottom: 40,
    marginTop: 18,
    marginRight: 8,
    x: {
      type: 'band',
      domain: bars.map((bar) => bar.images),
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
      Plot.barY(bars, {
        x: 'images',
        y: 'patientCount',
        fill: 'var(--c1)',
        fillOpacity: 0.75,
      }),
      Plot.text(bars, {
        x: 'images',
        y: 'patientCount',
        fontSize: 10,
        text: (bar: { patientCount: number }) => count(bar.patientCount),
        dy: -7,
      }),
      Plot.ruleY([0], { stroke: 'var(--muted)' }),
    ],
  });
}
