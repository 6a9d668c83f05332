import { type ReactNode, useEffect, useRef } from 'react';
import type { CaseAtWork } from '../../reading/case-at-work.ts';
import '../../stage/stage.css';

/** The place of the stage; it is built when it comes on the page and closed when it goes. */
export function StageView({ work }: { readonly work: CaseAtWork }): ReactNode {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (root.current === null) return;
    void work.mount(root.current);
    return () => work.unmount();
  }, [work]);
  return <div className="room-stage" ref={root} />;
}
