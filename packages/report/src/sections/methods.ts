import { html, nothing } from '../html/markup.ts';
import { numeric, table } from '../html/table.ts';
import { methodsParagraphs } from '../methods/methods.ts';
import { count, percent } from '../numbers.ts';
import type { Section } from './section.ts';

/** Item 21: methods, command, hashes, self-proof. */
export const methodsSection: Section = {
  number: 21,
  render({ document }) {
    const { provenance, selfProof } = document;
    const files = table({
      caption: 'Inputs',
      columns: ['Role', 'File', numeric('Bytes'), 'SHA-256'],
      rows: provenance.inputs.map((input) => [
        input.role,
        input.name,
        count(input.byteCount),
        html`<code>${input.sha256}</code>`,
      ]),
    });
    const proof =
      selfProof === null
        ? html`<p class="blank">Not assessed: this release carries no table of operating characteristics; <code>equipoise verify-stats --full</code> makes one.</p>`
        : html`${
            selfProof.isStale
              ? html`<div class="loud" role="note"><p><strong>Stale:</strong> the statistics code has changed since this table was made.</p></div>`
              : nothing
          }${table({
            caption: 'Behaviour of the statistics where the truth is known',
            columns: [
              'Claim',
              'Design',
              'Nominal',
              numeric('Observed'),
              numeric('95 % limits'),
              numeric('Runs'),
              'Result',
            ],
            rows: selfProof.rows.map((row) => [
              row.claim,
              row.design,
              row.nominal,
              percent(row.observed),
              `${percent(row.low)} to ${percent(row.high)}`,
              count(row.runs),
              html`${row.isPassed ? 'holds' : 'does not hold'}${row.note ? html` <small>${row.note}</small>` : nothing}`,
            ]),
            note: html`Made on ${selfProof.date} with seed ${selfProof.seed} in ${selfProof.minutes} minutes; statistics code <code>${selfProof.statisticsHash.slice(0, 16)}</code>.`,
          })}`;
    return html`<h3>Methods</h3>${methodsParagraphs(document).map((text) => html`<p>${text}</p>`)}<h3>Run it again</h3><pre>${provenance.command}</pre><p>equipoise ${provenance.equipoiseVersion}, seed ${provenance.seed}, statistics code <code>${provenance.statisticsHash.slice(0, 16)}</code>.</p>${files}<h3>Proof of the statistics</h3>${proof}`;
  },
};
