import {
  type DrawEvent,
  decodeStoredFrame,
  emptyDrawing,
  englishWords,
  framesInMemory,
  type ImageInfo,
  inflateRaw,
  type JournalEntry,
  memoryStore,
  openStage,
  type ReaderStage,
  replayEvents,
  runCommand,
  type StageEvent,
  saveDrawing,
  type ToolKind,
} from '../../src/stage/index.ts';
import { scene } from './support/scenes.ts';

/** What the tests reach from outside. */
interface Demo {
  stage: ReaderStage;
  events: StageEvent[];
  entries: JournalEntry[];
  commands: string[];
  open(name: string, isReadOnly?: boolean): void;
  saved(): string;
  replayed(entries: readonly JournalEntry[]): string;
  restore(entries: readonly JournalEntry[]): Promise<string>;
  decode(base64: string, image: ImageInfo): Promise<{ ms: number; sum: number }>;
}

declare global {
  interface Window {
    demo: Demo;
  }
}

let current = scene('small');
let count = 0;

const demo: Demo = {
  stage: undefined as unknown as ReaderStage, // set by open() before anyone reads it
  events: [],
  entries: [],
  commands: [],
  open(name, isReadOnly = false) {
    this.stage?.close();
    current = scene(name);
    this.events = [];
    this.entries = [];
    this.commands = [];
    const root = document.getElementById('stage')!;
    this.stage = openStage({
      root,
      images: current.images,
      framesOf: ({ imageId }) => memoryStore(current.frames[imageId]!),
      hanging: current.hanging,
      segments: [1, 2, 3].map((segment) => ({
        segment,
        name: ['lesion', 'vessel', 'organ'][segment - 1]!,
        questionId: 'q1',
        shapeId: `mask-${segment}`,
        label: ['lesion', 'vessel', 'organ'][segment - 1]!,
      })),
      labels: ['nodule', 'effusion'].map((label) => ({ questionId: 'q2', label })),
      now: () => performance.now(),
      newId: () => `shape-${++count}`,
      onEvent: (event) => this.events.push(event),
      onJournal: (entries) => this.entries.push(...entries),
      onCommand: (command) => this.commands.push(command) > 0 && !command.endsWith('-question'),
      onChange: showTools,
      isReadOnly,
    });
    showTools();
    root.focus();
  },
  saved() {
    return JSON.stringify(saveDrawing(this.stage.drawing));
  },
  replayed(entries) {
    const images = current.images.map(({ image }) => image);
    const drawing = emptyDrawing(images, (id) => framesInMemory(current.frames[id]!));
    replayEvents(
      drawing,
      entries.map(({ event }): DrawEvent => event),
    );
    return JSON.stringify(saveDrawing(drawing));
  },
  async restore(entries) {
    const events = entries.map(({ event }) => event);
    await this.stage.restore(null, events, entries.length);
    return this.saved();
  },
  async decode(base64, image) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const start = performance.now();
    const samples = await decodeStoredFrame(bytes, image, inflateRaw);
    const ms = performance.now() - start;
    let sum = 0;
    for (const value of samples) sum += value;
    return { ms, sum };
  },
};
window.demo = demo;

function button(text: string, action: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.addEventListener('click', action);
  return made;
}

const toolButtons = new Map<ToolKind, HTMLButtonElement>();

function showTools(): void {
  for (const [tool, made] of toolButtons) {
    made.setAttribute('aria-pressed', String(demo.stage?.tool === tool));
  }
}

document
  .getElementById('scenes')!
  .append(
    ...['small', 'radiograph', 'prior', 'volume', 'earlier-volume', 'colour'].map((name) =>
      button(name, () => demo.open(name)),
    ),
  );
// Object.entries widens the names of the record.
for (const [tool, name] of Object.entries(englishWords.tools) as [ToolKind, string][]) {
  toolButtons.set(
    tool,
    button(name, () => demo.stage.setTool(tool)),
  );
}
document.getElementById('tools')!.append(
  ...toolButtons.values(),
  button('Undo', () => runCommand(demo.stage, 'undo')),
  button('Redo', () => runCommand(demo.stage, 'redo')),
);
demo.open(location.hash.slice(1) || 'volume');
