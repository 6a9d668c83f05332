import type { Question } from '@equipoise/domain';
import { type Command, keyName, remapKeys } from '@equipoise/web/stage';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { answerKeys, storeAnswerKeys } from '../../reading/answer-keys.ts';
import type { CaseAtWork } from '../../reading/case-at-work.ts';
import { answerClash, commandClash } from '../../reading/key-clash.ts';
import { caseKeys, readerKeys, storeReaderKeys } from '../../reading/key-maps.ts';
import { choiceKeys, choicesOf } from '../../reading/question-keys.ts';
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
  const [changing, setChanging] = useState<string | null>(null);
  const [refusal, setRefusal] = useState('');
  // Object.entries widens the names of the record.
  const entries = (
    Object.entries(caseKeys(props.work.questions, map)) as [Command, readonly string[]][]
  ).filter(([command, keys]) => keys.length > 0 && command !== 'start');
  /** The key that was pressed to be the new one; null while it is not one yet, or is none. */
  const pressed = (event: KeyboardEvent): string | null => {
    if (event.key === 'Shift' || event.key === 'Control' || event.key === 'Alt') return null;
    event.preventDefault();
    event.stopPropagation();
    setChanging(null);
    setRefusal('');
    return event.key === 'Escape' ? null : keyName(event.nativeEvent);
  };
  const take = (event: KeyboardEvent, command: Command): void => {
    const key = pressed(event);
    if (key === null) return;
    const clash = commandClash(map, command, key);
    if (clash !== null) {
      setRefusal(clash);
      return;
    }
    const next = remapKeys(map, command, [key]).map;
    setMap(next);
    storeReaderKeys(next);
  };
  const takeAnswer = (event: KeyboardEvent, question: Question, value: string): void => {
    const key = pressed(event);
    if (key === null) return;
    const clash = answerClash(question, value, key, map);
    if (clash !== null) {
      setRefusal(clash);
      return;
    }
    const own = answerKeys();
    storeAnswerKeys({ ...own, [question.id]: { ...own[question.id], [value]: key } });
  };
  const keyButton = (
    name: string,
    id: string,
    keys: readonly string[],
    onKey: (event: KeyboardEvent) => void,
  ): ReactNode => (
    <button
      type="button"
      className="room-key"
      aria-label={words.changeKey(name, keys.join(', '))}
      onClick={() => setChanging(id)}
      onKeyDown={(event) => changing === id && onKey(event)}
    >
      {changing === id ? words.pressKey : keys.map((key) => <kbd key={key}>{key}</kbd>)}
    </button>
  );
  // Object.keys widens the names of the record.
  const groups = Object.keys(words.keyGroups) as (keyof typeof words.keyGroups)[];
  return (
    <RoomDialog title={words.keysTitle} onClose={props.onClose} isWide>
      <p>{words.keysLead}</p>
      <p role="alert" className="room-issue">
        {refusal}
      </p>
      <div className="room-keys">
        {props.work.questions
          .filter((question) => choicesOf(question).length > 0)
          .map((question) => (
            <table key={question.id}>
              <caption>{words.answerKeys(question.text)}</caption>
              <thead>
                <tr>
                  <th scope="col">{words.keyColumn}</th>
                  <th scope="col">{words.doesColumn}</th>
                </tr>
              </thead>
              <tbody>
                {choicesOf(question).map(({ value, text }, at) => (
                  <tr key={value}>
                    <td>
                      {keyButton(
                        text,
                        `${question.id} ${value}`,
                        [choiceKeys(question)[at] ?? ''],
                        (event) => takeAnswer(event, question, value),
                      )}
                    </td>
                    <td>{text}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          ))}
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
                      {keyButton(words.commands[command], command, keys, (event) =>
                        take(event, command),
                      )}
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
            storeAnswerKeys(null);
            setRefusal('');
            setMap(readerKeys());
          }}
        >
          {words.resetKeys}
        </button>
      </div>
    </RoomDialog>
  );
}
