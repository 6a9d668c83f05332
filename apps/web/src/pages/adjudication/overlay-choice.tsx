import type { Question } from '@equipoise/domain';
import { colourOf } from '@equipoise/web/stage';
import { type ReactNode, useMemo, useState } from 'react';
import { adjudicationWords as words } from '../../words/adjudication.ts';
import '../../parts/parts.css';
import { heatColour } from './mask-agreement.ts';
import { drawnQuestions, type OverlayMode, type OverlaySetting, readColour } from './overlays.ts';
import type { Read } from './view-types.ts';

/** Chooses which drawings of others are seen, each reader's or how many marked a place. */
export function OverlayChoice(props: {
  readonly questions: readonly Question[];
  readonly reads: readonly Read[];
  readonly setting: OverlaySetting;
  readonly onSetting: (setting: OverlaySetting) => void;
}): ReactNode {
  const { questions, reads, setting, onSetting } = props;
  const drawn = useMemo(() => drawnQuestions(questions, reads), [questions, reads]);
  const masks = drawn.filter(({ kind }) => kind === 'mask');
  const [name] = useState(() => `overlay-${Math.round(performance.now())}`);
  if (drawn.length === 0) return <p className="eq-judge-hint">{words.noDrawings}</p>;
  const modes: readonly (readonly [OverlayMode, string])[] = [
    ['readers', words.showReaders],
    ...(masks.length > 0 ? ([['heat', words.showHeat]] as const) : []),
    ['none', words.showNothing],
  ];
  return (
    <fieldset className="eq-judge-overlay">
      <legend>{words.drawings}</legend>
      <div className="eq-judge-row">
        {modes.map(([mode, text]) => (
          <label key={mode}>
            <input
              type="radio"
              name={name}
              checked={setting.mode === mode}
              onChange={() => onSetting({ ...setting, mode })}
            />{' '}
            {text}
          </label>
        ))}
      </div>
      {setting.mode === 'readers' && (
        <div className="eq-judge-row">
          {reads.map((read, place) => (
            <label key={read.letter}>
              <input
                type="checkbox"
                checked={!setting.hidden.has(read.letter)}
                onChange={(event) => {
                  const hidden = new Set(setting.hidden);
                  if (event.currentTarget.checked) hidden.delete(read.letter);
                  else hidden.add(read.letter);
                  onSetting({ ...setting, hidden });
                }}
              />{' '}
              <Swatch colour={readColour(place)} /> {words.readOf(read.letter)}
            </label>
          ))}
        </div>
      )}
      {setting.mode === 'heat' && (
        <div className="eq-judge-row">
          {masks.length > 1 && (
            <label>
              {words.maskOf}{' '}
              <select
                value={setting.questionId ?? masks[0]?.id}
                onChange={(event) =>
                  onSetting({ ...setting, questionId: event.currentTarget.value })
                }
              >
                {masks.map(({ id, text }) => (
                  <option key={id} value={id}>
                    {text}
                  </option>
                ))}
              </select>
            </label>
          )}
          {reads.map((read, at) => (
            <span key={read.letter}>
              <Swatch colour={heatColour(at + 1, reads.length)} />{' '}
              {words.markedBy(at + 1, reads.length)}
            </span>
          ))}
        </div>
      )}
    </fieldset>
  );
}

function Swatch({ colour }: { readonly colour: number }): ReactNode {
  return <span className="eq-swatch" style={{ background: colourOf(colour) }} aria-hidden="true" />;
}
