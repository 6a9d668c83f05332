import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasCli, readVerbs, renderCliPage, runCli } from '../../tools/docs/cli.ts';
import { filesUnder, housePackages, readJson, readText, root } from '../support/house.ts';
import { skipUnless } from '../support/skip.ts';

const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'GLOSSARY.md',
  'bench/README.md',
  ...housePackages().map((one) => `${one.folder}/README.md`),
  ...filesUnder('docs').filter((path) => path.endsWith('.md')),
].filter((path) => existsSync(join(root, path)));

/** Lines of the shell blocks of a page, without prompts, comments and continuations. */
function shellLines(page: string): readonly string[] {
  return [...page.matchAll(/^```(?:sh|bash)\n([\s\S]*?)^```/gm)].flatMap((match) =>
    (match[1] ?? '')
      .replaceAll('\\\n', ' ')
      .split('\n')
      .flatMap((line) => line.split(/&&|\|/))
      .map((line) => line.replace(/\s#.*$/, '').trim())
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
}

/** Anchors of a page, as hosting sites make them from headings. */
function anchors(page: string): ReadonlySet<string> {
  return new Set(
    [...page.matchAll(/^#+ (.*)$/gm)].map((match) =>
      (match[1] ?? '')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
        .trim()
        .replaceAll(/\s+/g, '-'),
    ),
  );
}

describe('the documentation', () => {
  it.each(pages)('%s: every link inside the repository leads somewhere', (path) => {
    const text = readText(path).replaceAll(/^```[\s\S]*?^```/gm, '');
    for (const match of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      const [target = '', anchor] = (match[1] ?? '').split('#');
      if (/^[a-z]+:/.test(target)) continue;
      const goal = target === '' ? join(root, path) : join(root, dirname(path), target);
      expect(existsSync(goal), `${path} → ${target}`).toBe(true);
      if (anchor && goal.endsWith('.md')) {
        const known = anchors(readText(goal.slice(root.length + 1)));
        expect(known, `${path} → ${target}#${anchor}`).toContain(anchor);
      }
    }
  });

  it('tells the two commands that set everything up', () => {
    const lines = readText('README.md');
    expect(lines).toContain('npm ci && npx equipoise demo');
    expect(lines).toContain('npm ci && npm test');
    expect(existsSync(join(root, 'docs/images/report.png')), 'the picture of a report').toBe(true);
  });

  it('shows every picture of the reading room somewhere, and says in words what is on it', () => {
    const shown = new Set<string>();
    for (const path of pages) {
      for (const [, words = '', target = ''] of readText(path).matchAll(
        /!\[([^\]]*)\]\(([^)\s]+)\)/g,
      )) {
        shown.add(join(dirname(path), target));
        expect(words.trim(), `${path}: ${target}`).not.toBe('');
      }
    }
    const pictures = filesUnder('docs/images/reading-room');
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.filter((path) => !shown.has(path))).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = readJson<{ scripts: Record<string, string> }>('package.json');
    for (const path of pages) {
      for (const line of shellLines(readText(path))) {
        const name = /\bnpm run ([a-z-]+)/.exec(line)?.[1];
        if (name) expect(scripts, `${path}: ${line}`).toHaveProperty(name);
      }
    }
  });

  it('has a glossary line for every noun of the house', () => {
    const known = new Set(
      [...readText('GLOSSARY.md').matchAll(/^- \*\*([^*]+)\*\*: \S/gm)].flatMap((match) =>
        (match[1] ?? '').toLowerCase().split(', '),
      ),
    );
    for (const noun of [
      'patient',
      'case',
      'reader',
      'reading',
      'label',
      'model',
      'prediction',
      'cohort',
      'slice',
      'protocol',
      'study',
      'estimate',
      'finding',
      'verdict',
      'evidence',
      'report',
      'audit',
      'gate',
      'margin',
      'phantom',
      'family',
    ]) {
      expect(known).toContain(noun);
    }
  });

  it('lists every decision, each with context, choice and cost', () => {
    const files = filesUnder('docs/decisions').filter((path) => /\/\d{4}-/.test(path));
    const index = readText('docs/decisions/README.md');
    for (const [position, path] of files.toSorted().entries()) {
      expect(basename(path).slice(0, 4)).toBe(String(position + 1).padStart(4, '0'));
      expect(index).toContain(`(${basename(path)})`);
      const text = readText(path);
      for (const part of ['**Context.**', '**Choice.**', '**Given up.**']) {
        expect(text, path).toContain(part);
      }
    }
  });
});

describe.skipIf(skipUnless(hasCli(), 'the command is not built (npm run build)'))(
  'the commands in the documentation',
  () => {
    const main = hasCli() ? runCli(['--help']).stdout : '';
    const verbs = readVerbs(main);
    const helps = new Map(verbs.map((verb) => [verb, runCli([verb, '--help']).stdout]));

    it('are verbs and options that the command has', () => {
      let count = 0;
      for (const path of pages) {
        for (const line of shellLines(readText(path))) {
          const words = /^(?:npx )?equipoise (.*)$/.exec(line)?.[1]?.split(/\s+/);
          if (!words) continue;
          count++;
          const [verb = '', ...rest] = words;
          if (verb.startsWith('-')) {
            expect(main, `${path}: ${line}`).toContain(verb);
            continue;
          }
          expect(verbs, `${path}: ${line}`).toContain(verb);
          for (const word of rest.filter((one) => one.startsWith('--'))) {
            const option = word.split('=')[0]!;
            expect(helps.get(verb), `${path}: ${line}: ${option}`).toMatch(
              new RegExp(`${option}\\b`),
            );
          }
        }
      }
      expect(count).toBeGreaterThan(10);
    });

    it('are documented by a page that equals the help', () => {
      expect(readText('docs/reference/cli.md')).toBe(renderCliPage());
    });

    it('state the exit codes in the main help or in each verb', () => {
      for (const [verb, help] of helps) {
        expect(`${main}\n${help}`, verb).toMatch(/exit codes?/i);
      }
    });
  },
);
