import type { Client } from '@equipoise/api';
import type { Question } from '@equipoise/domain';
import type { ReactNode } from 'react';
import type { Protocol } from '../../reading/case-options.ts';
import { ExampleCrop } from '../../reading/example-crop.tsx';
import { optionText } from '../../reading/say-answer.ts';
import { readingWords as words } from '../../words/reading.ts';
import { RoomDialog } from './room-dialog.tsx';

/** What the labels of one question mean, in words and pictures; the label chosen comes first. */
export function CardDialog(props: {
  readonly protocol: Pick<Protocol, 'studyId' | 'instructions'>;
  readonly client: Client;
  readonly question: Question;
  /** Value of the answer that is chosen, or in hand; null: none. */
  readonly label: string | null;
  readonly onClose: () => void;
}): ReactNode {
  const { protocol, client, question, label } = props;
  const own = protocol.instructions.labels.filter((one) => one.questionId === question.id);
  const sorted = [...own].sort((a, b) => Number(b.label === label) - Number(a.label === label));
  return (
    <RoomDialog title={`${words.cardTitle}: ${question.text}`} onClose={props.onClose} isWide>
      {protocol.instructions.text !== '' && (
        <p className="room-lines">{protocol.instructions.text}</p>
      )}
      {sorted.length === 0 && <p>{words.noCard}</p>}
      {sorted.map((one) => (
        <section key={one.label}>
          <h3>{optionText(question, one.label)}</h3>
          <p className="room-lines">{one.text}</p>
          <div className="example-row">
            {one.examples.map((example) => (
              <ExampleCrop
                key={`${example.imageId} ${example.frame} ${JSON.stringify(example.crop)} ${example.kind}`}
                client={client}
                studyId={protocol.studyId}
                example={example}
                labelText={optionText(question, one.label)}
              />
            ))}
          </div>
        </section>
      ))}
      <div className="room-buttons">
        <button type="button" onClick={props.onClose}>
          {words.close}
        </button>
      </div>
    </RoomDialog>
  );
}
