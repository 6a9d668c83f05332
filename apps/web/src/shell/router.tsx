import {
  type AnyRouter,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { pages } from '../pages/routes.ts';
import { shellWords as words } from '../words/shell.ts';
import { basePath } from './base-path.ts';
import { PlainProblem } from './plain-problem.tsx';

/** The router over the table of pages; pages and the desk around them are loaded when they are opened. */
export function createAppRouter(): AnyRouter {
  const root = createRootRoute({
    component: Outlet,
    notFoundComponent: () => <PlainProblem title={words.noSuchPage} />,
    errorComponent: ({ error }) => <PlainProblem title={words.pageFailed} error={error} />,
  });
  const desk = createRoute({
    getParentRoute: () => root,
    id: 'desk',
    component: lazyRouteComponent(() => import('./desk.tsx'), 'Desk'),
  });
  const below = (isAtDesk: boolean) =>
    pages
      .filter((page) => (page.frame === 'desk') === isAtDesk)
      .map((page) =>
        createRoute({
          getParentRoute: () => (isAtDesk ? desk : root),
          path: page.path,
          component: lazyRouteComponent(page.load, 'Page'),
        }),
      );
  return createRouter({
    routeTree: root.addChildren([...below(false), desk.addChildren(below(true))]),
    basepath: basePath() === '' ? '/' : basePath(),
    defaultPendingComponent: () => <p className="eq-plain">{words.loading}</p>,
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}
