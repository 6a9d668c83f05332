import type { ErrorEntry } from './error-tables.ts';

/** What stands for a mend that nobody has written yet; the house test refuses it. */
export const unwritten = 'not written yet';

const preface = `# Errors

Every error of the house has a code, a sentence that says what was expected, what came and where, and
a mend. The code is stable: programs read it, people search for it. No message holds the content of an
id column.

The headings and meanings of this page are generated from the tables in \`packages/*/src/errors.ts\` and
\`apps/*/src/errors.ts\` (\`npm run docs\`); the mends are written by hand and kept. A test holds the
tables and this page together, both ways.
`;

/** One entry of the page. */
export interface PageEntry {
  readonly code: string;
  readonly meaning: string;
  readonly mend: string;
}

/**
 * Reads the entries of the page.
 *
 * @param page Markdown of docs/reference/errors.md
 */
export function readErrorsPage(page: string): readonly PageEntry[] {
  return page
    .split(/^### /m)
    .slice(1)
    .map((part) => {
      const [head = '', ...rest] = part.split(/^## /m)[0]!.split('\n');
      const body = rest.join('\n').trim();
      const [meaning = '', mend = ''] = body.split('**Mend.**');
      return {
        code: head.trim().replaceAll('`', ''),
        meaning: meaning.trim(),
        mend: mend.trim(),
      };
    });
}

/**
 * Writes the page anew: codes and meanings from the tables, mends from the present page.
 *
 * @param entries all codes of the house
 * @param page the present page, or an empty text
 */
export function renderErrorsPage(entries: readonly ErrorEntry[], page: string): string {
  const mends = new Map(readErrorsPage(page).map((entry) => [entry.code, entry.mend]));
  const lines = [preface];
  let owner = '';
  for (const entry of entries) {
    if (entry.package !== owner) {
      owner = entry.package;
      lines.push(`## ${owner}\n`);
    }
    lines.push(
      `### \`${entry.code}\`\n`,
      `${entry.meaning}\n`,
      `**Mend.** ${mends.get(entry.code) || unwritten}\n`,
    );
  }
  return lines.join('\n');
}
