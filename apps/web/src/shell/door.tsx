import { MantineProvider, Paper, Text } from '@mantine/core';
import '@mantine/core/styles.css';
import type { ReactNode } from 'react';
import { shellWords as words } from '../words/shell.ts';
import { styleNonce } from './base-path.ts';
import './desk.css';
import './door.css';
import { theme } from './theme.ts';

/** The frame of pages before the desk: signing in, joining. */
export function Door({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <main className="eq-door">
        <Text component="p" className="eq-brand" size="xl">
          {words.product}
        </Text>
        <Paper withBorder p="lg">
          {children}
        </Paper>
        <Text component="p" size="xs" className="eq-footer">
          {words.researchUse}
        </Text>
      </main>
    </MantineProvider>
  );
}
