import type { ReaderStage } from '@equipoise/web/stage';
import { type ReactNode, useRef } from 'react';
import './adjudication.css';
import { JudgeStage } from './judge-stage.tsx';
import type { Adjudication, Protocol } from './view-types.ts';

const no = (): boolean => false;
const nothing = (): void => undefined;

/** The images of a case one has nothing to do about. */
export function SeenImages(props: {
  readonly studyId: string;
  readonly view: Adjudication;
  readonly protocol: Protocol;
}): ReactNode {
  const stage = useRef<ReaderStage | null>(null);
  return (
    <JudgeStage
      {...props}
      questions={props.protocol.questions}
      isEditing={false}
      overlays={[]}
      stage={stage}
      onReady={nothing}
      onDrawn={nothing}
      onCommand={no}
      onChange={nothing}
    />
  );
}
