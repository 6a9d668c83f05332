import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath } from '../../../../test/support/browser.ts';
import { openStagePage, type StagePage } from './support/open-stage.ts';

const executablePath = browserPath();

describe.skipIf(executablePath === null)('the stage in a browser by keys', () => {
  let stage: StagePage;

  beforeAll(async () => {
    stage = await openStagePage(executablePath ?? '');
  }, 120_000);

  afterAll(async () => stage?.close());

  it('a polygon and a brush stroke are drawn by keys alone, undone and redone by name', async () => {
    const { page, problems } = await stage.open('volume');
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('p', 'k', 'Enter');
    for (let k = 0; k < 3; k++) await press('Shift+ArrowRight');
    await press('Enter');
    for (let k = 0; k < 2; k++) await press('Shift+ArrowDown');
    await press('Enter', 'c');
    const shapes = await page.evaluate(() => [...window.demo.stage.drawing.shapes.values()]);
    expect(shapes.length).toBe(1);
    expect(shapes[0]!.points.length).toBe(3);
    expect(shapes[0]!.label).toBe('nodule');
    await press('b', 'r', 'Enter', 'Shift+ArrowLeft', 'ArrowUp', 'Enter');
    const told = await page.evaluate(() => window.demo.events.filter((e) => e.kind === 'stroke'));
    expect(told.length).toBe(1);
    expect(told[0]!.payload).toMatchObject({ label: 'vessel', step: 'brush', frame: 0 });
    await stage.picture(page, 'keyboard');
    const before = await page.evaluate(() => window.demo.saved());
    await press('z');
    const status = page.locator('.stage-status');
    expect(await status.textContent()).toBe('Undone: Brush stroke, segment 2');
    await press('z');
    expect(await status.textContent()).toBe('Undone: New shape, polygon');
    await press('z');
    expect(await status.textContent()).toBe('Nothing to undo');
    await press('y', 'y');
    expect(await page.evaluate(() => window.demo.saved())).toBe(before);
    // A stroke that a command interrupts is ended and told all the same.
    await press('Enter', 'Shift+ArrowRight', 'j');
    const strokes = await page.evaluate(() => {
      const { events, stage } = window.demo;
      const steps = events.flatMap((e) => (e.kind === 'stroke' ? [e.payload.step] : []));
      return { steps, isOpen: stage.drawing.open !== null };
    });
    expect(strokes).toEqual({
      steps: ['brush', 'undo brush', 'redo brush', 'brush'],
      isOpen: false,
    });
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('a case is read by keys: slices, presets, inversion, segments, form commands', async () => {
    const { page } = await stage.open('volume');
    const state = () =>
      page.evaluate(() => {
        const { stage, commands } = window.demo;
        const [axial, coronal] = stage.viewports;
        const grey = axial!.window!;
        const { tool, segment, radius, gate } = stage;
        const slices = [axial!.slice, coronal!.slice];
        return { slices, grey, tool, segment, radius, gate, commands: [...commands] };
      });
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('ArrowDown', 'ArrowDown', 'Shift+ArrowDown');
    expect((await state()).slices[0]).toBe(7);
    await press('End');
    expect((await state()).slices[0]).toBe(59);
    await press('Home', '2', 'i');
    const lung = await state();
    expect(lung.grey).toMatchObject({ centre: -600, width: 1500, isInverted: true });
    await press('b', ']', 'e', 'Space', 'r', 'x');
    const brush = await state();
    expect(brush).toMatchObject({ tool: 'brush', segment: 2 });
    expect(brush.radius).toBeGreaterThan(12);
    expect(brush.gate).toEqual({ low: -1350, high: 150 });
    await press('u', '.', 'n', 'Control+Enter', '?');
    expect((await state()).commands).toEqual([
      'ungradable',
      'confidence-up',
      'flag',
      'submit',
      'instructions',
    ]);
    await expect
      .poll(() => page.evaluate(() => window.demo.events.map((event) => event.kind)))
      .toEqual(expect.arrayContaining(['first-action', 'window', 'slice', 'tool']));
    await page.context().close();
  });

  it('Tab leaves the stage, so that nobody is caught in it', async () => {
    const { page } = await stage.open('small');
    await page.locator('#stage').focus();
    await page.keyboard.press('Shift+Tab');
    const focused = await page.evaluate(() => document.activeElement?.textContent);
    expect(focused).toBe('Redo');
    await page.context().close();
  });

  it('works at 200 % in a narrow window and has no serious accessibility findings', async () => {
    const { page, problems } = await stage.open('volume', { width: 640, height: 480, scale: 2 });
    const sizes = await page.evaluate(() => {
      const { stage } = window.demo;
      return stage.viewports.map(({ size, element }) => [size.width, element.clientWidth]);
    });
    for (const [device, css] of sizes) expect(device).toBe(css! * 2);
    const isWide = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(isWide).toBe(false);
    await page.keyboard.press('b');
    await page.mouse.click(150, 300);
    await page.evaluate(() => window.demo.stage.drawNow());
    await stage.picture(page, 'zoom-200');
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(
      ({ impact }) => impact === 'serious' || impact === 'critical',
    );
    expect(serious.map(({ id, nodes }) => [id, nodes[0]!.html])).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('logs what was on the screen, by slice and part', async () => {
    const { page } = await stage.open('volume');
    const seen = () =>
      page.evaluate(() => {
        window.demo.stage.views.tellCoverage();
        return window.demo.events.findLast((event) => event.kind === 'coverage')?.payload;
      });
    const image = { imageId: 'now', tileCount: 60 * 64 };
    await expect.poll(seen).toMatchObject({ ...image, frames: [0], tilesSeen: 64 });
    await page.keyboard.press('ArrowDown');
    await expect.poll(seen).toMatchObject({ ...image, frames: [0, 1], tilesSeen: 128 });
    await page.context().close();
  });
});
