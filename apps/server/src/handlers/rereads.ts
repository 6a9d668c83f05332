import { studyById } from '@equipoise/store';
import { change, rightsOf } from '../call.ts';
import { found } from '../http/refuse.ts';
import { rereadCase, rereadsOf } from '../study/reread.ts';
import type { Handlers } from './handler.ts';

/** Cases that are read again. */
export const rereadHandlers: Handlers<'rereadCase' | 'rereads'> = {
  async rereadCase(call, { params, body }) {
    return change(
      call,
      async (tx) => {
        const study = found(await studyById(tx, params.studyId));
        const loaded = await call.services.studies.load(tx, study);
        return rereadCase(tx, study, loaded, params.caseId, body);
      },
      body.why,
    );
  },
  async rereads(call) {
    const { study } = rightsOf(call);
    return call.services.store.read(async (tx) => ({
      rereads: [...(await rereadsOf(tx, await call.services.studies.load(tx, study)))],
    }));
  },
};
