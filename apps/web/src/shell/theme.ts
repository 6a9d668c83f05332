import { createTheme, type MantineThemeOverride, Modal } from '@mantine/core';
import { shellWords as words } from '../words/shell.ts';
import { styleNonce } from './base-path.ts';

// The lock on scrolling behind a dialog makes a style element; this is where it looks for the page's nonce.
Object.assign(globalThis, { __webpack_nonce__: styleNonce() });

/** How controls look. Contrast of every filled and light variant is at least 4.5 : 1 in both schemes. */
export const theme: MantineThemeOverride = createTheme({
  primaryColor: 'teal',
  primaryShade: 9,
  autoContrast: true,
  fontFamily: 'system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif',
  headings: { fontWeight: '600' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  components: {
    Modal: Modal.extend({ defaultProps: { closeButtonProps: { 'aria-label': words.close } } }),
  },
});
