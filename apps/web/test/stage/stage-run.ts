/**
 * Times the pure half of the stage in Node: `stage-run.ts TASK`, where TASK is `dabs`, `window`, `pan`,
 * `undo`, `interpolate`, `planes` or `save`. Prints one line of JSON with the seconds of the whole task.
 */
import { colourSamples, halvePlane, resamplePlane } from '../../src/stage/core/render.ts';
import {
  applyEvent,
  cutPlane,
  emptyDrawing,
  fillWindowTable,
  fitView,
  framesInMemory,
  gridOf,
  saveDrawing,
  viewMatrix,
} from '../../src/stage/index.ts';
import { imageInfo } from './support/images.ts';
import { radiograph, scene } from './support/scenes.ts';

const task = process.argv[2] ?? 'dabs';
const large = imageInfo({ width: 2500, height: 3000 });
const frames = framesInMemory([radiograph(2500, 3000, 0)]);
const screen = { width: 1280, height: 960 };

function dabs(count: number) {
  const drawing = emptyDrawing([large], () => frames);
  for (let k = 0; k < count; k++) {
    const begin = {
      imageId: 'image-1',
      axis: 'z',
      slice: 0,
      segment: 1,
      isErasing: false,
    } as const;
    applyEvent(drawing, { kind: 'stroke-begin', ...begin, isBall: false, gate: null });
    const points = [300 + ((k * 97) % 1900), 300 + ((k * 131) % 2400), 178];
    applyEvent(drawing, { kind: 'stroke-points', points });
    applyEvent(drawing, { kind: 'stroke-end' });
  }
  return drawing;
}

function volumeDrawing() {
  const { images, frames: all } = scene('volume');
  const { image } = images[0]!;
  return { image, drawing: emptyDrawing([image], () => framesInMemory(all['now']!)) };
}

/** Prepares a task and gives what is timed. */
function prepare(): { readonly run: () => unknown; readonly of: string } {
  switch (task) {
    case 'window': {
      const plane = halvePlane(cutPlane(large, gridOf(large), frames, 'z', 0));
      const matrix = viewMatrix(fitView(plane, screen), screen);
      const samples = resamplePlane(plane, matrix, screen, true);
      const table = new Uint32Array(65_536);
      const out = new Uint32Array(screen.width * screen.height);
      const run = () => {
        for (let k = 0; k < 100; k++) {
          const window = {
            centre: 1000 + k,
            width: 2500,
            shape: 'linear',
            isInverted: false,
          } as const;
          fillWindowTable(table, large, window);
          colourSamples(samples, table, out);
        }
      };
      return { run, of: '100 windows of 2500 × 3000 on 1280 × 960' };
    }
    case 'pan': {
      const plane = cutPlane(large, gridOf(large), frames, 'z', 0);
      const view = { ...fitView(plane, screen), zoom: 1.3 };
      const run = () => {
        for (let k = 0; k < 50; k++) {
          const moved = { ...view, centre: { x: 1000 + k, y: 1200 + k } };
          resamplePlane(plane, viewMatrix(moved, screen), screen, true);
        }
      };
      return { run, of: '50 bilinear pictures of 1280 × 960 at zoom 1.3' };
    }
    case 'undo': {
      const drawing = dabs(100);
      const run = () => {
        for (let k = 0; k < 100; k++) applyEvent(drawing, { kind: 'undo' });
        for (let k = 0; k < 100; k++) applyEvent(drawing, { kind: 'redo' });
      };
      return { run, of: '100 steps of radius 178 undone and redone' };
    }
    case 'interpolate': {
      const { drawing } = volumeDrawing();
      for (const slice of [5, 50]) {
        const begin = { imageId: 'now', axis: 'z', slice, segment: 1, isErasing: false } as const;
        applyEvent(drawing, { kind: 'stroke-begin', ...begin, isBall: false, gate: null });
        applyEvent(drawing, { kind: 'stroke-points', points: [128, 128, 20 + slice] });
        applyEvent(drawing, { kind: 'stroke-end' });
      }
      const event = { kind: 'interpolate', imageId: 'now', segment: 1 } as const;
      return { run: () => applyEvent(drawing, event), of: '44 slices of 256 × 256 between two' };
    }
    case 'planes': {
      const { image, drawing } = volumeDrawing();
      const { grid, frames: source } = drawing.layers.get('now')!;
      const run = () => {
        for (let k = 0; k < 256; k++) {
          cutPlane(image, grid, source, 'y', k);
          cutPlane(image, grid, source, 'x', k);
        }
      };
      return { run, of: '512 planes across 256 × 256 × 60' };
    }
    case 'save': {
      const drawing = dabs(200);
      return { run: () => JSON.stringify(saveDrawing(drawing)).length, of: '200 dabs as JSON' };
    }
    default:
      return { run: () => dabs(20), of: '20 dabs of radius 178 on 2500 × 3000' };
  }
}

const { run, of } = prepare();
const start = process.hrtime.bigint();
const result = run();
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(
  JSON.stringify({
    task,
    of,
    seconds,
    peakMb: process.resourceUsage().maxRSS / 1024,
    versions: { node: process.version },
    ...(typeof result === 'number' ? { characters: result } : {}),
  }),
);
