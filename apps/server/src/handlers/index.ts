import { curatorHandlers } from './curator.ts';
import { galleryHandlers } from './gallery.ts';
import type { Handlers } from './handler.ts';
import { imageHandlers } from './images.ts';
import { memberHandlers } from './members.ts';
import { messageHandlers } from './messages.ts';
import { outcomeHandlers } from './outcome.ts';
import { ownAccountHandlers } from './own-account.ts';
import { ownMessageHandlers } from './own-messages.ts';
import { passwordResetHandlers } from './password-resets.ts';
import { peopleHandlers } from './people.ts';
import { readingHandlers } from './reading.ts';
import { rereadHandlers } from './rereads.ts';
import { secondFactorHandlers } from './second-factor.ts';
import { serverHandlers } from './server-people.ts';
import { studyHandlers } from './studies.ts';

/** A handler for every route of the contract. */
export const handlers: Handlers = {
  ...peopleHandlers,
  ...ownAccountHandlers,
  ...serverHandlers,
  ...secondFactorHandlers,
  ...passwordResetHandlers,
  ...studyHandlers,
  ...memberHandlers,
  ...imageHandlers,
  ...readingHandlers,
  ...curatorHandlers,
  ...galleryHandlers,
  ...messageHandlers,
  ...ownMessageHandlers,
  ...rereadHandlers,
  ...outcomeHandlers,
};
