import { curatorHandlers } from './curator.ts';
import type { Handlers } from './handler.ts';
import { imageHandlers } from './images.ts';
import { messageHandlers } from './messages.ts';
import { outcomeHandlers } from './outcome.ts';
import { passwordResetHandlers } from './password-resets.ts';
import { peopleHandlers } from './people.ts';
import { readingHandlers } from './reading.ts';
import { rereadHandlers } from './rereads.ts';
import { secondFactorHandlers } from './second-factor.ts';
import { studyHandlers } from './studies.ts';

/** A handler for every route of the contract. */
export const handlers: Handlers = {
  ...peopleHandlers,
  ...secondFactorHandlers,
  ...passwordResetHandlers,
  ...studyHandlers,
  ...imageHandlers,
  ...readingHandlers,
  ...curatorHandlers,
  ...messageHandlers,
  ...rereadHandlers,
  ...outcomeHandlers,
};
