import type { Client } from '@equipoise/api';
import { Button, Group, Table, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Instant } from '../../shell/instant.tsx';
import { Answered } from '../../shell/states.tsx';
import { logWords as words } from '../../words/log.ts';
import { ScrollBox } from '../scroll-box.tsx';
import { LogFilter } from './log-filter.tsx';
import type { LogPlace } from './log-place.ts';
import './log.css';

type Events = Awaited<ReturnType<Client['studyLog']>>;

/** Events on a page. */
export const logPage = 50;

/** Events of a log, the newest first, a page at a time. */
export function LogView(props: {
  readonly of: UseQueryResult<Events>;
  readonly place: LogPlace;
  readonly onPlace: (place: LogPlace) => void;
  /** Names of accounts by id. */
  readonly names: ReadonlyMap<string, string>;
}): ReactNode {
  const { place, onPlace, names } = props;
  const { before: _before, ...filter } = place;
  return (
    <>
      <LogFilter place={place} onPlace={onPlace} names={names} />
      <Answered of={props.of}>
        {({ events }) => (
          <>
            {events.length === 0 ? (
              <Text my="md">{words.none}</Text>
            ) : (
              <EventTable events={events} names={names} />
            )}
            <Group component="nav" aria-label={words.pages} gap="xs" my="sm">
              <Button
                variant="default"
                disabled={place.before === undefined}
                onClick={() => onPlace(filter)}
              >
                {words.newest}
              </Button>
              <Button
                variant="default"
                disabled={events.length < logPage}
                onClick={() => onPlace({ ...filter, before: events.at(-1)?.seq ?? 1 })}
              >
                {words.older}
              </Button>
            </Group>
          </>
        )}
      </Answered>
    </>
  );
}

function EventTable(props: {
  readonly events: Events['events'];
  readonly names: ReadonlyMap<string, string>;
}): ReactNode {
  const heads = [words.seq, words.at, words.who, words.what, words.object, words.why];
  return (
    <ScrollBox label={words.table}>
      <Table className="eq-log" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) => (
              <Table.Th scope="col" key={head}>
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {props.events.map((event) => (
            <Table.Tr key={event.seq}>
              <Table.Th scope="row">{event.seq}</Table.Th>
              <Table.Td>
                <Instant at={event.at} />
              </Table.Td>
              <Table.Td>{nameOf(event.actor, props.names)}</Table.Td>
              <Table.Td>
                <code>{event.action}</code>
              </Table.Td>
              <Table.Td>
                {event.objectKind} <code>{props.names.get(event.objectId) ?? event.objectId}</code>
              </Table.Td>
              <Table.Td>
                {event.why}
                {event.detail !== 'null' && <code className="eq-log-detail">{event.detail}</code>}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  );
}

/** The name of who did something. */
function nameOf(actor: string, names: ReadonlyMap<string, string>): string {
  if (actor === 'nobody') return words.nobody;
  if (actor === 'server') return words.theServer;
  return names.get(actor) ?? actor;
}
