import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { createQueries } from './queries.ts';
import { createAppRouter } from './router.tsx';

const queries = createQueries();
const router = createAppRouter();

/** The whole app. */
export function App(): ReactNode {
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
