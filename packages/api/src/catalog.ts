import { curatorRoutes } from './routes/curator.ts';
import { imageRoutes } from './routes/images.ts';
import { outcomeRoutes } from './routes/outcome.ts';
import { passwordResetRoutes } from './routes/password-resets.ts';
import { peopleRoutes } from './routes/people.ts';
import { readingRoutes } from './routes/reading.ts';
import { secondFactorRoutes } from './routes/second-factor.ts';
import { studyRoutes } from './routes/studies.ts';

/** Every route of the contract, by the name of its call. */
export const routes = {
  ...peopleRoutes,
  ...secondFactorRoutes,
  ...passwordResetRoutes,
  ...studyRoutes,
  ...imageRoutes,
  ...readingRoutes,
  ...curatorRoutes,
  ...outcomeRoutes,
};

/** The table of routes. */
export type Routes = typeof routes;

/** Name of a route. */
export type RouteName = keyof Routes;
