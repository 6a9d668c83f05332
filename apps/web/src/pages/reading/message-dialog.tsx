import { problemOf } from '@equipoise/api';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ReadingDesk } from '../../reading/reading-desk.ts';
import { readingWords as words } from '../../words/reading.ts';
import { RoomDialog } from './room-dialog.tsx';

/** A flag or a question to who runs the study. */
export function MessageDialog(props: {
  readonly desk: ReadingDesk;
  readonly onClose: () => void;
}): ReactNode {
  const [kind, setKind] = useState<'flag' | 'question'>('question');
  const [text, setText] = useState('');
  const [said, setSaid] = useState('');
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      await props.desk.sendMessage(kind, text);
      props.onClose();
    } catch (error) {
      const problem = problemOf(error);
      setSaid(problem === null ? words.awayTitle : `${problem.sentence} ${problem.mend}`);
    }
  };
  return (
    <RoomDialog title={words.flagTitle} onClose={props.onClose}>
      <p>{words.flagLead}</p>
      <form className="room-form" onSubmit={(event) => void send(event)}>
        <fieldset>
          {(['question', 'flag'] as const).map((one) => (
            <label key={one} className="room-inline">
              <input
                type="radio"
                name="kind"
                checked={kind === one}
                onChange={() => setKind(one)}
              />
              {words.flagKind[one]}
            </label>
          ))}
        </fieldset>
        <label>
          {words.flagText}
          <textarea
            rows={4}
            required
            maxLength={5000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </label>
        {said !== '' && <p role="alert">{said}</p>}
        <div className="room-buttons">
          <button type="submit" className="room-main">
            {words.send}
          </button>
          <button type="button" onClick={props.onClose}>
            {words.close}
          </button>
        </div>
      </form>
    </RoomDialog>
  );
}
