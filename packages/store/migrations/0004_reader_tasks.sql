-- What a reader does next is asked of the database, and no longer found among all tasks and answers of the reader.

-- Where a task stands in the newest order of its reader; null for one that no order has, as in training.
alter table assignments add column place integer;
update assignments a set place = e.at - 1
  from (
    select distinct on (study_id, reader_id) study_id, reader_id, document from orders
      order by study_id, reader_id, revision desc
  ) o cross join lateral json_array_elements(o.document -> 'entries') with ordinality e (entry, at)
  where a.study_id = o.study_id and a.reader_id = o.reader_id and a.kind = 'reading'
    and a.document ->> 'taskId' = e.entry ->> 'taskId';

create index assignments_task on assignments (study_id, reader_id, (document ->> 'taskId'));
create index assignments_open on assignments (study_id, reader_id, kind, place, position)
  where state in ('open', 'begun');
create index assignments_served on assignments (study_id, reader_id, opened_at, id)
  where opened_at is not null and state <> 'withdrawn';
create index assignments_state on assignments (study_id, reader_id, kind, state) include (opened_at);
create index assignments_gold on assignments (study_id, reader_id) where document ->> 'purpose' = 'gold';

-- When the reader first saw the task of an answer: what sittings are told apart by, without reading the document.
alter table answers add column opened_at timestamp(3) with time zone;
update answers set opened_at = (document ->> 'openedAt')::timestamptz;

drop index answers_reader;
create index answers_reader on answers (study_id, reader_id, submitted_at, id) include (active_ms, assignment_id);
create index answers_reader_case on answers (reader_id, case_id);
