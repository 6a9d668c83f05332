import { type HangingProtocol, type HangingViewport, singleViewport } from '@equipoise/domain';

/** A place as it is added: one cell that shows the case's first image. */
export const plainViewport: HangingViewport = {
  id: 'main',
  column: 0,
  row: 0,
  columnSpan: 1,
  rowSpan: 1,
  source: 'current',
  image: 0,
  plane: 'stack',
  preset: null,
  isFlipped: false,
  link: null,
  overlay: 'own',
};

const together = { group: 'all', what: ['slice', 'zoom', 'window'] } as const;
const planes = { group: 'planes', what: ['window', 'zoom', 'crosshair'] } as const;

function beside(
  id: string,
  more: Partial<HangingViewport>,
  link: HangingViewport['link'],
): HangingProtocol {
  return {
    columns: 2,
    rows: 1,
    viewports: [
      { ...plainViewport, id: 'current', link },
      { ...plainViewport, id, column: 1, link, overlay: 'none', ...more },
    ],
  };
}

/** Layouts to begin with. */
export const layouts: {
  readonly [K in 'single' | 'prior' | 'side' | 'view' | 'two' | 'planes']: HangingProtocol;
} = {
  single: singleViewport,
  prior: beside('prior', { source: 'prior' }, together),
  side: beside('other-side', { source: 'contralateral' }, null),
  view: beside('other-view', { source: 'other-view' }, null),
  two: beside('second', { image: 1, overlay: 'own' }, null),
  planes: {
    columns: 3,
    rows: 2,
    viewports: [
      { ...plainViewport, id: 'axial', columnSpan: 2, rowSpan: 2, plane: 'axial', link: planes },
      { ...plainViewport, id: 'coronal', column: 2, plane: 'coronal', link: planes },
      { ...plainViewport, id: 'sagittal', column: 2, row: 1, plane: 'sagittal', link: planes },
    ],
  },
};

/** Names of {@link layouts}, in order. */
export const layoutNames = ['single', 'prior', 'side', 'view', 'two', 'planes'] as const;
