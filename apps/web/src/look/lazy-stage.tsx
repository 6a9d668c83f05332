import { type ComponentProps, lazy, type ReactNode, Suspense } from 'react';
import { Waiting } from '../shell/states.tsx';
import type { ImageStage as Stage } from './image-stage.tsx';

const Loaded = lazy(async () => ({ default: (await import('./image-stage.tsx')).ImageStage }));

/** The stage to look at images; its code is fetched when it is first shown. */
export function LazyStage(props: ComponentProps<typeof Stage>): ReactNode {
  return (
    <Suspense fallback={<Waiting />}>
      <Loaded {...props} />
    </Suspense>
  );
}
