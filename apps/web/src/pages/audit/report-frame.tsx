import { type ReactNode, useEffect, useRef } from 'react';
import { addressOf } from '../../shell/address.ts';
import { askCases, type ChosenCell, readMessage } from './report-message.ts';

/**
 * The report in a frame without any right of this origin: it runs its own script, and can do no more than say which of
 * its rows was chosen.
 */
export function ReportFrame(props: {
  readonly studyId: string;
  readonly jobId: string;
  readonly title: string;
  /** Null: rows are not to be chosen. */
  readonly onCell: ((cell: ChosenCell) => void) | null;
}): ReactNode {
  const { studyId, jobId, title, onCell } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    if (onCell === null) return;
    const hear = (event: MessageEvent): void => {
      if (event.source !== frame.current?.contentWindow) return;
      const cell = readMessage(event.data);
      if (cell !== null) onCell(cell);
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, [onCell]);
  const ask = (): void => {
    // The frame has no origin that could be named.
    if (onCell !== null) frame.current?.contentWindow?.postMessage(askCases, '*');
  };
  return (
    <iframe
      ref={frame}
      src={addressOf('jobFile', { params: { studyId, jobId, name: 'report.html' } })}
      sandbox="allow-scripts"
      referrerPolicy="no-referrer"
      title={title}
      onLoad={ask}
    />
  );
}
