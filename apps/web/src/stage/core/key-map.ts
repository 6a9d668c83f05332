import { fail } from '../../errors.ts';

/** Everything a key can do. Commands of the form are handed on as events. */
export type Command =
  | 'start'
  | 'next-slice'
  | 'previous-slice'
  | 'next-slice-fast'
  | 'previous-slice-fast'
  | 'first-slice'
  | 'last-slice'
  | 'preset-1'
  | 'preset-2'
  | 'preset-3'
  | 'preset-4'
  | 'preset-5'
  | 'preset-6'
  | 'preset-7'
  | 'preset-8'
  | 'preset-9'
  | 'tool-window'
  | 'tool-pan'
  | 'tool-select'
  | 'tool-brush'
  | 'tool-erase'
  | 'tool-fill'
  | 'tool-box-mask'
  | 'tool-polygon'
  | 'tool-spline'
  | 'tool-box'
  | 'tool-ellipse'
  | 'tool-point'
  | 'tool-line'
  | 'tool-angle'
  | 'last-tool'
  | 'reset-view'
  | 'invert'
  | 'sigmoid'
  | 'brush-smaller'
  | 'brush-larger'
  | 'brush-ball'
  | 'threshold-lock'
  | 'previous-segment'
  | 'next-segment'
  | 'interpolate'
  | 'shape-to-mask'
  | 'undo'
  | 'redo'
  | 'hide-overlays'
  | 'zoom-in'
  | 'zoom-out'
  | 'fit'
  | 'one-to-one'
  | 'rotate'
  | 'mirror'
  | 'flip'
  | 'next-viewport'
  | 'cursor'
  | 'cursor-place'
  | 'cursor-close'
  | 'cursor-cancel'
  | 'remove'
  | 'next-question'
  | 'previous-question'
  | 'instructions'
  | 'ungradable'
  | 'confidence-down'
  | 'confidence-up'
  | 'submit'
  | 'flag';

/** Keys of every command, each as `Ctrl+Shift+z`; letters by what they type, other keys by name. */
export type KeyMap = Readonly<Record<Command, readonly string[]>>;

/** The keys at the start. */
export const defaultKeyMap: KeyMap = {
  start: [],
  'next-slice': ['ArrowDown', 'ArrowRight', 'PageDown'],
  'previous-slice': ['ArrowUp', 'ArrowLeft', 'PageUp'],
  'next-slice-fast': ['Shift+ArrowDown', 'Shift+ArrowRight', 'Shift+PageDown'],
  'previous-slice-fast': ['Shift+ArrowUp', 'Shift+ArrowLeft', 'Shift+PageUp'],
  'first-slice': ['Home'],
  'last-slice': ['End'],
  'preset-1': ['1'],
  'preset-2': ['2'],
  'preset-3': ['3'],
  'preset-4': ['4'],
  'preset-5': ['5'],
  'preset-6': ['6'],
  'preset-7': ['7'],
  'preset-8': ['8'],
  'preset-9': ['9'],
  'tool-window': ['w'],
  'tool-pan': ['g'],
  'tool-select': ['v'],
  'tool-brush': ['b'],
  'tool-erase': ['e'],
  'tool-fill': ['f'],
  'tool-box-mask': ['Shift+p'],
  'tool-polygon': ['p'],
  'tool-spline': ['s'],
  'tool-box': ['o'],
  'tool-ellipse': ['Shift+o'],
  'tool-point': ['d'],
  'tool-line': ['l'],
  'tool-angle': ['a'],
  'last-tool': ['Space'],
  'reset-view': ['0'],
  invert: ['i'],
  sigmoid: ['Shift+i'],
  'brush-smaller': ['['],
  'brush-larger': [']'],
  'brush-ball': ['Shift+b'],
  'threshold-lock': ['x'],
  'previous-segment': ['q'],
  'next-segment': ['r'],
  interpolate: ['j'],
  'shape-to-mask': ['m'],
  undo: ['z', 'Ctrl+z'],
  redo: ['y', 'Ctrl+y', 'Ctrl+Shift+z'],
  'hide-overlays': ['h'],
  'zoom-in': ['+', '='],
  'zoom-out': ['-'],
  fit: ['Shift+f'],
  'one-to-one': ['!'],
  rotate: ['Shift+r'],
  mirror: ['Shift+m'],
  flip: ['Shift+v'],
  'next-viewport': ['t'],
  cursor: ['k'],
  'cursor-place': ['Enter'],
  'cursor-close': ['c', 'Shift+Enter'],
  'cursor-cancel': ['Escape'],
  remove: ['Delete', 'Backspace'],
  'next-question': ['Tab'],
  'previous-question': ['Shift+Tab'],
  instructions: ['?'],
  ungradable: ['u'],
  'confidence-down': [','],
  'confidence-up': ['.'],
  submit: ['Ctrl+Enter'],
  flag: ['n'],
};

/** Commands that the form beside the image carries out; the stage hands them on. */
export const formCommands: ReadonlySet<Command> = new Set<Command>([
  'start',
  'next-question',
  'previous-question',
  'instructions',
  'ungradable',
  'confidence-down',
  'confidence-up',
  'submit',
  'flag',
]);

/** The parts of a keyboard event that name a key. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/**
 * Name of a key press as key maps write it. Shift is named with letters and named keys only, since other
 * characters already tell; the command key of a Mac counts as Ctrl.
 *
 * @param press a keyboard event
 */
export function keyName(press: KeyPress): string {
  const raw = press.key === ' ' ? 'Space' : press.key;
  const isLetter = raw.length === 1 && raw.toLowerCase() !== raw.toUpperCase();
  const key = isLetter ? raw.toLowerCase() : raw;
  const parts: string[] = [];
  if (press.ctrlKey || press.metaKey) parts.push('Ctrl');
  if (press.altKey) parts.push('Alt');
  if (press.shiftKey && (isLetter || raw.length > 1)) parts.push('Shift');
  return [...parts, key].join('+');
}

/**
 * Commands by key.
 *
 * @param map keys of every command
 * @throws web/key-taken when two commands share a key
 */
export function commandsByKey(map: KeyMap): ReadonlyMap<string, Command> {
  const commands = new Map<string, Command>();
  // Object.entries widens the names of the record.
  for (const [command, keys] of Object.entries(map) as [Command, readonly string[]][]) {
    for (const key of keys) {
      const other = commands.get(key);
      if (other !== undefined && other !== command) {
        fail(
          'web/key-taken',
          `The key ${key} belongs to ${other} and to ${command}.`,
          'Give one of them another key.',
        );
      }
      commands.set(key, command);
    }
  }
  return commands;
}

/**
 * Gives a command other keys; where another command had one of them it loses it.
 *
 * @param map keys before
 * @param command which command
 * @param keys its keys from now on
 * @returns the new map, and the commands that lost a key
 */
export function remapKeys(
  map: KeyMap,
  command: Command,
  keys: readonly string[],
): { readonly map: KeyMap; readonly lost: readonly Command[] } {
  const lost: Command[] = [];
  // Object.entries widens the names of the record.
  const entries = (Object.entries(map) as [Command, readonly string[]][]).map(
    ([name, old]): [Command, readonly string[]] => {
      if (name === command) return [name, keys];
      const kept = old.filter((key) => !keys.includes(key));
      if (kept.length < old.length) lost.push(name);
      return [name, kept];
    },
  );
  return { map: Object.fromEntries(entries) as unknown as KeyMap, lost };
}

/** Moves of the keyboard's cursor while it is on; its keys go before those of the key map. */
export type CursorMove = 'left' | 'right' | 'up' | 'down';

/** Keys of the cursor; Shift goes five times as far, Alt one pixel. */
export const defaultCursorKeys: Readonly<Record<CursorMove, string>> = {
  left: 'ArrowLeft',
  right: 'ArrowRight',
  up: 'ArrowUp',
  down: 'ArrowDown',
};
