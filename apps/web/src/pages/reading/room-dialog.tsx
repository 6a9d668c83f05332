import { type ReactNode, useEffect, useId, useRef } from 'react';

/** A dialog over the reading page; Escape closes it where it may be closed, and the focus goes back. */
export function RoomDialog(props: {
  readonly title: string;
  readonly children: ReactNode;
  /** Absent: the dialog must be answered. */
  readonly onClose?: () => void;
  readonly isWide?: boolean;
}): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const { activeElement } = document;
    dialog.current?.showModal();
    return () => {
      if (activeElement instanceof HTMLElement && activeElement.isConnected) activeElement.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`room-dialog${props.isWide === true ? ' is-wide' : ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose?.();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <h2 id={id}>{props.title}</h2>
      {props.children}
    </dialog>
  );
}
