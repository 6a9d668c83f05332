import { optionsOf } from '@equipoise/annotation';
import type { ProtocolCase } from '@equipoise/domain';
import { Button, Checkbox, Group, NativeSelect, Table, Text, TextInput } from '@mantine/core';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { pageSpan } from '../../parts/page-span.ts';
import { Pager } from '../../parts/pager.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { partsWords as words } from '../../words/protocol-parts.ts';
import { CaseDialog, caseUses } from './case-dialog.tsx';
import { CasesBulk } from './cases-bulk.tsx';
import { protocolCase } from './draft.ts';
import { useEditor } from './editor-context.ts';
import { KnownDrawings } from './known-drawings.tsx';
import { KnownSelect } from './known-select.tsx';
import { fieldId } from './path.ts';

const pageSize = 50;

function textOf(one: ProtocolCase): string {
  return [one.caseId, one.patientId ?? '', ...Object.entries(one.strata).flat()]
    .join(' ')
    .toLowerCase();
}

/** The cases: what each is used for, its strata, and what is known of it. */
export function CasesSection(): ReactNode {
  const { draft, change, room, isReadOnly, isAmending, target } = useEditor();
  const { cases } = draft;
  const [find, setFind] = useState('');
  const [use, setUse] = useState('');
  const [page, setPage] = useState(0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [edited, setEdited] = useState<string | null>(null);
  const choices = draft.questions.filter(
    (one) => (one.kind === 'single' || one.kind === 'ordinal') && optionsOf(one).length > 0,
  );
  const [questionId, setQuestionId] = useState('');
  const question = choices.find(({ id }) => id === questionId) ?? choices[0];
  const wanted = useDeferredValue(find.trim().toLowerCase());
  const kept = useMemo(
    () =>
      cases.filter(
        (one) => (use === '' || one.use === use) && (wanted === '' || textOf(one).includes(wanted)),
      ),
    [cases, use, wanted],
  );
  const { from, to } = pageSpan(kept.length, pageSize, page);
  const asked = target?.path[0] === 'cases' ? target.path[1] : undefined;
  const askCount = target?.count;
  useEffect(() => {
    if (askCount === undefined || typeof asked !== 'number') return;
    setFind('');
    setUse('');
    setPage(Math.floor(asked / pageSize));
  }, [asked, askCount]);
  const inside = useMemo(() => new Set(cases.map(({ caseId }) => caseId)), [cases]);
  const outside = room.cases.filter(({ caseId }) => !inside.has(caseId));
  const put = (next: readonly ProtocolCase[]): void => change((old) => ({ ...old, cases: next }));
  const putOne = (next: ProtocolCase): void =>
    change((old) => ({
      ...old,
      cases: old.cases.map((one) => (one.caseId === next.caseId ? next : one)),
    }));
  const toggle = (caseId: string): void =>
    setChosen((old) => {
      const next = new Set(old);
      if (!next.delete(caseId)) next.add(caseId);
      return next;
    });
  const count = (one: ProtocolCase['use']): number =>
    cases.filter((each) => each.use === one).length;
  const editedCase = cases.find(({ caseId }) => caseId === edited);
  return (
    <div id={fieldId(['cases'])} tabIndex={-1}>
      <Text role="status" mb="xs">
        {words.counts(count('measured'), count('gold'), count('exam'), count('training'))}
      </Text>
      <Group align="flex-end" mb="sm">
        <TextInput
          label={words.find}
          value={find}
          onChange={(event) => {
            setFind(event.currentTarget.value);
            setPage(0);
          }}
        />
        <NativeSelect
          label={words.use}
          value={use}
          data={[
            { value: '', label: words.anyUse },
            ...caseUses.map((value) => ({ value, label: words.uses[value] })),
          ]}
          onChange={(event) => {
            setUse(event.currentTarget.value);
            setPage(0);
          }}
        />
        {choices.length > 1 && (
          <NativeSelect
            label={words.referenceTo}
            value={question?.id ?? ''}
            data={choices.map(({ id, text }) => ({ value: id, label: text === '' ? id : text }))}
            onChange={(event) => setQuestionId(event.currentTarget.value)}
          />
        )}
        {outside.length > 0 && (
          <Button
            disabled={isReadOnly}
            onClick={() => put([...cases, ...outside.map(protocolCase)])}
          >
            {words.addCases(outside.length)}
          </Button>
        )}
      </Group>
      <CasesBulk
        listed={kept}
        chosen={chosen}
        onChosen={setChosen}
        question={question}
        mayRemove={!isAmending}
      />
      <KnownDrawings onTaken={setChosen} />
      {kept.length === 0 ? (
        <Text my="md">{cases.length === 0 ? words.noCase : words.noneFits}</Text>
      ) : (
        <ScrollBox label={words.casesTable}>
          <Table miw={640}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{words.chooseCase('')}</Table.Th>
                <Table.Th scope="col">{words.case}</Table.Th>
                <Table.Th scope="col">{words.patient}</Table.Th>
                <Table.Th scope="col">{words.use}</Table.Th>
                <Table.Th scope="col">{words.strata}</Table.Th>
                <Table.Th scope="col">{words.reference}</Table.Th>
                <Table.Th scope="col">{words.edit}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {kept.slice(from, to).map((one) => (
                <Table.Tr
                  key={one.caseId}
                  id={fieldId(['cases', cases.indexOf(one)])}
                  tabIndex={-1}
                >
                  <Table.Td>
                    <Checkbox
                      aria-label={words.chooseCase(one.caseId)}
                      checked={chosen.has(one.caseId)}
                      onChange={() => toggle(one.caseId)}
                    />
                  </Table.Td>
                  <Table.Th scope="row">{one.caseId}</Table.Th>
                  <Table.Td>{one.patientId}</Table.Td>
                  <Table.Td>
                    <NativeSelect
                      aria-label={words.caseUse(one.caseId)}
                      size="xs"
                      disabled={isReadOnly}
                      value={one.use}
                      data={caseUses.map((value) => ({ value, label: words.uses[value] }))}
                      onChange={
                        (event) =>
                          putOne({ ...one, use: event.currentTarget.value as ProtocolCase['use'] }) // of the list
                      }
                    />
                  </Table.Td>
                  <Table.Td>
                    {Object.entries(one.strata)
                      .map(([name, value]) => `${name}: ${value}`)
                      .join(', ')}
                  </Table.Td>
                  <Table.Td>
                    {question !== undefined &&
                      (one.use !== 'measured' || one.reference.length > 0) && (
                        <KnownSelect
                          one={one}
                          question={question}
                          label={words.caseReference(one.caseId)}
                          isLabelHidden
                          isDisabled={isReadOnly}
                          onChange={putOne}
                        />
                      )}
                  </Table.Td>
                  <Table.Td>
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={words.editCase(one.caseId)}
                      onClick={() => setEdited(one.caseId)}
                    >
                      {words.edit}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      )}
      <Pager
        total={kept.length}
        size={pageSize}
        page={page}
        label={words.casesTable}
        onPage={setPage}
      />
      {editedCase !== undefined && (
        <CaseDialog one={editedCase} onChange={putOne} onClose={() => setEdited(null)} />
      )}
    </div>
  );
}
