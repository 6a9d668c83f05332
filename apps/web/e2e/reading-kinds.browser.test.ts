import type { Answer } from '@equipoise/domain';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, openBrowser } from '../../../test/support/browser.ts';
import { pngOf } from '../../../test/support/png.ts';
import { seriousFindings, windowOf } from './support/browser.ts';
import { inviteInto, joinBy, type Person } from './support/people.ts';
import { phantomOf } from './support/pictures.ts';
import { type ServedRoom, serveRoom } from './support/serve.ts';

const executablePath = browserPath();

/** Training with feedback, then a case whose model is shown after the first own answer, a prior beside it. */
describe.skipIf(executablePath === null)('training, model and every kind of question', () => {
  let room: ServedRoom;
  let browser: Browser;
  let owner: Person;
  let reader: Person;
  let studyId = '';

  const options = ['no', 'yes'].map((value) => ({ value, text: `Says ${value}` }));
  const labels = [{ value: 'spot', text: 'Spot' }];
  const choice: Answer = {
    questionId: 'choice',
    outcome: 'answered',
    value: { kind: 'single', value: 'yes' },
    confidence: null,
  };

  beforeAll(async () => {
    room = await serveRoom();
    browser = await openBrowser(executablePath ?? '');
    owner = await joinBy(room.url, room.ownerLink ?? '', 'Owner');
    ({ studyId } = await owner.client.addStudy({ body: { title: 'Kinds' } }));
    const params = { studyId };
    reader = await inviteInto(room.url, owner, studyId, 'reader', 'Reader');
    const { images } = await owner.client.importImages({
      params,
      fields: { cases: 'none' },
      files: [1, 2, 3].map((at) => ({ name: `p${at}.png`, bytes: pngOf(phantomOf(at, 160, 160)) })),
    });
    const [a = '', b = '', c = ''] = images.map(({ record }) => record.imageId);
    const box: Answer = {
      questionId: 'where',
      outcome: 'answered',
      confidence: null,
      value: {
        kind: 'shapes',
        shapes: [
          {
            kind: 'box',
            shapeId: 'm',
            label: 'spot',
            imageId: b,
            frame: 0,
            x: 40,
            y: 40,
            width: 30,
            height: 30,
          },
        ],
      },
    };
    await owner.client.addCase({ params, body: { caseId: 'lesson', imageIds: [a] } });
    await owner.client.addCase({ params, body: { caseId: 'before', imageIds: [c] } });
    await owner.client.addCase({
      params,
      body: {
        caseId: 'measured',
        imageIds: [b],
        related: [{ caseId: 'before', relation: 'prior' }],
        modelAnswers: [choice, box],
      },
    });
    const viewport = { column: 0, row: 0, link: null };
    const example = (questionId: string, label: string) => ({
      questionId,
      label,
      text: label,
      examples: [{ imageId: a, crop: { x: 10, y: 10, width: 60, height: 60 } }],
    });
    const document = {
      schemaVersion: 1,
      studyId,
      title: 'Kinds',
      questions: [
        { id: 'choice', kind: 'single', text: 'Choose one.', options },
        {
          id: 'several',
          kind: 'multi',
          text: 'Choose several.',
          options: [...options, { value: 'more', text: 'More' }],
          hasNothingFound: true,
          confidence: { kind: 'percent', isRequired: true },
        },
        { id: 'number', kind: 'number', text: 'How large?', unit: 'mm', smallest: 0, largest: 50 },
        { id: 'words', kind: 'text', text: 'In words?', isRequired: false },
        { id: 'where', kind: 'box', text: 'Where?', labels, hasNothingFound: true },
      ],
      cases: [
        { caseId: 'lesson', use: 'training', reference: [choice], explanation: 'It is plain.' },
        { caseId: 'measured' },
      ],
      readers: [{ readerId: reader.id, roles: ['reader'] }],
      reads: { perCase: 1 },
      adjudication: { kind: 'none' },
      training: { feedback: 'after-each-case', rounds: 1 },
      arms: {
        arms: [{ id: 'secret-arm', model: 'after-first-answer' }],
        design: 'split',
        model: 'a model',
      },
      instructions: {
        text: 'Look.',
        labels: [
          ...options.flatMap(({ value }) => [example('choice', value), example('several', value)]),
          example('several', 'more'),
          example('where', 'spot'),
        ],
      },
      hanging: {
        columns: 2,
        rows: 1,
        viewports: [
          { ...viewport, id: 'now' },
          { ...viewport, id: 'earlier', column: 1, source: 'prior' },
        ],
      },
      analysisPlan: 'None.',
    };
    await owner.client.saveProtocol({ params, body: { expectedVersion: 0, document } });
    await owner.client.lockProtocol({ params, body: { version: 1 } });
    const { versions } = await reader.client.instructions({ params });
    const version = versions.at(-1)?.version ?? '';
    await reader.client.confirmInstructions({ params, body: { version } });
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await room?.stop();
  });

  /** Answers every question by keys. */
  async function answerAll(page: Page): Promise<void> {
    await page.locator('[data-question="choice"]:focus').waitFor();
    await page.keyboard.press('1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('2');
    await page.keyboard.press('3');
    await page.keyboard.press('.');
    await page.keyboard.press('.');
    await page.keyboard.press('Tab');
    // A digit goes into the field; Escape leaves it.
    await page.keyboard.type('12,5');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.type('wide, n u 1');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await page.keyboard.press('0');
    await page.getByText('Everything is answered.').waitFor();
  }

  it('shows the known answer in training, and the model only after the own answer', async () => {
    const { context, page } = await windowOf(browser, room.url, reader, { scheme: 'dark' });
    const seen: string[] = [];
    page.on('response', (response) => {
      if (!response.url().includes('/api/') || response.url().includes('/frames/')) return;
      response.text().then(
        (text) => seen.push(text),
        () => undefined,
      );
    });
    await page.goto(`${room.url}/studies/${studyId}/read`);
    await page.getByText('Training: after each case').waitFor();
    await page.keyboard.press('Enter');
    await answerAll(page);
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'The known answer' }).waitFor();
    await page.getByText('It is plain.').waitFor();
    await page.getByRole('cell', { name: 'differs' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Enter');
    // The measured case: a prior beside it, and no model yet.
    await page.getByText('Your own answer comes first.').waitFor();
    await expect.poll(() => page.locator('.stage-viewport').count()).toBe(2);
    await answerAll(page);
    expect(await page.getByText('Model:').count()).toBe(0);
    await page.keyboard.press('Control+Enter');
    await page.getByText('Model: Says yes').waitFor();
    await page.locator('.stage-overlay [stroke-dasharray="2 4"]').first().waitFor();
    await page.locator('[data-question="choice"]').focus();
    await page.keyboard.press('2');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'Nothing more to read' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    // Nobody told the browser which arm this is, or what the case is called.
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.join('\n')).not.toMatch(/secret-arm|"measured"|a model/);
    await context.close();

    const { answers } = await owner.client.caseAnswers({
      params: { studyId, caseId: 'measured' },
    });
    const rest = [
      {
        questionId: 'several',
        value: { kind: 'multi', values: ['yes', 'more'] },
        confidence: 60,
      },
      { questionId: 'number', value: { kind: 'number', value: 12.5 } },
      { questionId: 'words', value: { kind: 'text', text: 'wide, n u 1' } },
      { questionId: 'where', outcome: 'nothing-found' },
    ];
    expect(answers).toMatchObject([
      { step: 'first', wasModelVisible: false, answers: [{ value: { value: 'no' } }, ...rest] },
      { step: 'final', wasModelVisible: true, answers: [{ value: { value: 'yes' } }, ...rest] },
    ]);
    expect(answers.at(-1)?.['windows']).toHaveLength(2);
    expect(answers.at(-1)?.['activeSeconds']).toBeGreaterThan(0);
  }, 120_000);
});
