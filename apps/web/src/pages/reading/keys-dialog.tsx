import { type Command, keyName, remapKeys } from '@equipoise/web/stage';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import type { CaseAtWork } from '../../reading/case-at-work.ts';
import { caseKeys, readerKeys, storeReaderKeys } from '../../reading/key-maps.ts';
import { readingKeysWords as words } from '../../words/reading-keys.ts';
import { RoomDialog } from './room-dialog.tsx';

const answerCommands: readonly Command[] = [
  'next-question',
  'previous-question',
  'instructions',
  'ungradable',
  'confidence-down',
  'confidence-up',
  'flag',
  'submit',
];

function groupOf(command: Command): keyof typeof words.keyGroups {
  if (answerCommands.includes(command)) return 'answers';
  if (command.startsWith('tool-') || command === 'last-tool') return 'tools';
  if (command === 'undo' || command === 'redo') return 'undo';
  const isDrawing = /^(brush|threshold|previous-segment|next-segment|interp|shape|cursor|remove)/;
  return isDrawing.test(command) ? 'draw' : 'look';
}

/** Every key of the page, and a way to change those of the image. */
export function KeysDialog(props: {
  readonly work: CaseAtWork;
  readonly onClose: () => void;
}): ReactNode {
  const [map, setMap] = useState(readerKeys);
  const [changing, setChanging] = useState<Command | null>(null);
  // Object.entries widens the names of the record.
  const entries = (
    Object.entries(caseKeys(props.work.questions, map)) as [Command, readonly string[]][]
  ).filter(([command, keys]) => keys.length > 0 && command !== 'start');
  const take = (event: KeyboardEvent, command: Command): void => {
    if (event.key === 'Shift' || event.key === 'Control' || event.key === 'Alt') return;
    event.preventDefault();
    event.stopPropagation();
    setChanging(null);
    if (event.key === 'Escape') return;
    const next = remapKeys(map, command, [keyName(event.nativeEvent)]).map;
    setMap(next);
    storeReaderKeys(next);
  };
  // Object.keys widens the names of the record.
  const groups = Object.keys(words.keyGroups) as (keyof typeof words.keyGroups)[];
  return (
    <RoomDialog title={words.keysTitle} onClose={props.onClose} isWide>
      <p>{words.keysLead}</p>
      <div className="room-keys">
        {groups.map((group) => (
          <table key={group}>
            <caption>{words.keyGroups[group]}</caption>
            <thead>
              <tr>
                <th scope="col">{words.keyColumn}</th>
                <th scope="col">{words.doesColumn}</th>
              </tr>
            </thead>
            <tbody>
              {group === 'answers' &&
                Object.values(words.formKeys).map(([key, text]) => (
                  <tr key={text}>
                    <td>
                      <kbd>{key}</kbd>
                    </td>
                    <td>{text}</td>
                  </tr>
                ))}
              {entries
                .filter(([command]) => groupOf(command) === group)
                .map(([command, keys]) => (
                  <tr key={command}>
                    <td>
                      <button
                        type="button"
                        className="room-key"
                        aria-label={words.changeKey(words.commands[command])}
                        onClick={() => setChanging(command)}
                        onKeyDown={(event) => changing === command && take(event, command)}
                      >
                        {changing === command
                          ? words.pressKey
                          : keys.map((key) => <kbd key={key}>{key}</kbd>)}
                      </button>
                    </td>
                    <td>{words.commands[command]}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        ))}
      </div>
      <p className="room-hint">{words.keysFrom}</p>
      <div className="room-buttons">
        <button type="button" className="room-main" onClick={props.onClose}>
          {words.close}
        </button>
        <button
          type="button"
          onClick={() => {
            storeReaderKeys(null);
            setMap(readerKeys());
          }}
        >
          {words.resetKeys}
        </button>
      </div>
    </RoomDialog>
  );
}
