import {
  type Command,
  colourOf,
  englishWords,
  type ImageInfo,
  type Plane,
  presetsOf,
  runCommand,
  windowOfExtremes,
} from '@equipoise/web/stage';
import type { ReactNode } from 'react';
import type { CaseAtWork } from '../../reading/case-at-work.ts';
import { caseKeys, caseTools } from '../../reading/key-maps.ts';
import type { ModelOutput } from '../../reading/model-output.ts';
import { readingWords as words } from '../../words/reading.ts';

// Going over every sample takes milliseconds, and the bar is drawn with every change.
const known = new WeakMap<object, ReturnType<typeof presetsOf>>();

function presetsFor(image: ImageInfo, plane: Plane): ReturnType<typeof presetsOf> {
  const found = known.get(plane) ?? presetsOf(image, windowOfExtremes(plane.samples, image));
  known.set(plane, found);
  return found;
}

/** What the bar needs of a case: that of a reader, or of an adjudicator. */
export type ToolBarWork = Pick<CaseAtWork, 'stage' | 'questions' | 'segments' | 'toggleModel'> & {
  readonly model: Pick<ModelOutput, 'answers' | 'areDrawingsShown'>;
};

/** Tools, windows, segments and steps of the stage, each with its key; all of it can be done by keys too. */
export function ToolBar({ work }: { readonly work: ToolBarWork }): ReactNode {
  const { stage } = work;
  if (stage === null) return <div className="room-tools" />;
  const map = caseKeys(work.questions);
  const hasMasks = work.segments.length > 0;
  const run = (command: Command): void => {
    stage.notices.acted('pointer');
    runCommand(stage, command);
  };
  const { layer, plane } = stage.active;
  const presets =
    layer?.image.kind === 'grey' && plane?.isComplete ? presetsFor(layer.image, plane) : [];
  const button = (command: Command, text: string, isPressed?: boolean): ReactNode => (
    <button
      key={command}
      type="button"
      {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
      onClick={() => run(command)}
    >
      {text} {map[command][0] !== undefined && <kbd>{map[command][0]}</kbd>}
    </button>
  );
  return (
    <div className="room-tools" role="toolbar" aria-label={words.tools}>
      {caseTools(work.questions).map((tool) =>
        button(`tool-${tool}`, englishWords.tools[tool], stage.tool === tool),
      )}
      <span className="room-gap" />
      {button('undo', words.undo)}
      {button('redo', words.redo)}
      {button('invert', words.invert)}
      {button('fit', words.fit)}
      {presets.length > 0 && (
        <select
          aria-label={words.presets}
          value=""
          onChange={(event) => {
            // One of the nine commands by its number.
            run(`preset-${event.currentTarget.value}` as Command);
          }}
        >
          <option value="">{words.presetHint}</option>
          {presets.map((preset, at) => (
            <option key={preset.name} value={at + 1}>
              {`${at + 1} ${preset.name}`}
            </option>
          ))}
        </select>
      )}
      {hasMasks && (
        <select
          aria-label={words.segment}
          value={stage.segment}
          style={{ borderInlineStart: `0.5rem solid ${colourOf(stage.segment)}` }}
          onChange={(event) => {
            stage.segment = Number(event.currentTarget.value);
            stage.changed();
          }}
        >
          {work.segments.map(({ segment, name }) => (
            <option key={segment} value={segment}>
              {name}
            </option>
          ))}
        </select>
      )}
      {hasMasks && stage.active.count > 1 && button('interpolate', words.interpolate)}
      {hasMasks && <span className="room-hint">{words.brushSize(Math.round(stage.radius))}</span>}
      {(work.model.answers ?? []).some(
        (one) => one.outcome === 'answered' && one.value.kind === 'shapes',
      ) && (
        <button
          type="button"
          aria-pressed={work.model.areDrawingsShown}
          onClick={() => work.toggleModel()}
        >
          {words.showModel}
        </button>
      )}
    </div>
  );
}
