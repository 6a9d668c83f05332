import { studyProtocolSchema } from '@equipoise/domain';
import { type ReactNode, useState } from 'react';
import { useAllCases } from '../../parts/use-all-cases.ts';
import { useStudyId } from '../../shell/params.ts';
import { useRead } from '../../shell/queries.ts';
import { Answered, PageHead, Waiting } from '../../shell/states.tsx';
import { protocolWords as words } from '../../words/protocol.ts';
import './protocol.css';
import type { Room } from './editor-context.ts';
import { type KeptDraft, keptDraft } from './kept-draft.ts';
import { ProtocolEditor } from './protocol-editor.tsx';
import { StartProtocol } from './start-protocol.tsx';

/** The protocol: begun from a template, then edited. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const params = { studyId };
  const study = useRead('study', { params });
  const protocol = useRead('protocol', { params });
  const cases = useAllCases(studyId);
  const members = useRead('members', { params });
  // A draft that was begun, or kept from before a reload when nothing is stored.
  const [begun, setBegun] = useState<KeptDraft | null>(() => {
    const kept = keptDraft(studyId);
    return kept?.base === 0 ? kept : null;
  });
  const isWaiting =
    study.data === undefined || cases.data === undefined || members.data === undefined;
  const refused = [study, cases, members].find(({ error, data }) => error !== null && !data);
  if (refused !== undefined) {
    return (
      <>
        <PageHead title={words.title} />
        <Answered of={refused as typeof study}>{() => null}</Answered>
      </>
    );
  }
  return (
    <Answered of={protocol}>
      {({ protocol: row }) => {
        if (isWaiting) return <Waiting />;
        const room: Room = {
          cases: cases.data,
          members: members.data.members,
        };
        if (row === null && begun === null) {
          return (
            <>
              <PageHead title={words.title} lead={words.lead} />
              <StartProtocol
                study={study.data}
                room={room}
                onBegin={(draft) => setBegun({ base: 0, draft })}
              />
            </>
          );
        }
        return (
          <ProtocolEditor
            key={studyId}
            study={study.data}
            room={room}
            stored={
              row === null
                ? null
                : { version: row.version, document: studyProtocolSchema.parse(row.document) }
            }
            begun={begun?.draft ?? null}
          />
        );
      }}
    </Answered>
  );
}
