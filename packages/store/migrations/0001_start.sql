-- The reading room's tables. Ids are text, instants are UTC with milliseconds, documents are canonical JSON
-- kept byte for byte (json, not jsonb), because answers and protocols are hashed.

create table accounts (
  id text primary key,
  email text not null,
  display_name text not null,
  password_hash text,
  oidc_issuer text,
  oidc_subject text,
  second_factor text,
  is_owner boolean not null default false,
  state text not null default 'active' check (state in ('active', 'disabled')),
  failed_sign_ins integer not null default 0,
  locked_until timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null
);
create unique index accounts_email on accounts (lower(email));
create unique index accounts_oidc on accounts (oidc_issuer, oidc_subject);

create table sessions (
  id text primary key,
  token_hash text not null unique,
  account_id text not null references accounts (id),
  created_at timestamp(3) with time zone not null,
  last_seen_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone
);
create index sessions_account on sessions (account_id);

create table studies (
  id text primary key,
  title text not null,
  state text not null default 'draft' check (state in ('draft', 'locked', 'closed')),
  protocol_version integer not null default 0,
  instruction_version integer not null default 0,
  pseudonym_key text not null,
  created_by text not null,
  created_at timestamp(3) with time zone not null,
  locked_at timestamp(3) with time zone
);

create table memberships (
  study_id text not null references studies (id),
  account_id text not null references accounts (id),
  role text not null check (role in ('owner', 'curator', 'adjudicator', 'reader', 'viewer')),
  state text not null default 'active' check (state in ('active', 'suspended', 'removed')),
  why text,
  created_at timestamp(3) with time zone not null,
  changed_at timestamp(3) with time zone not null,
  primary key (study_id, account_id, role)
);
create index memberships_account on memberships (account_id);

create table invitations (
  id text primary key,
  token_hash text not null unique,
  study_id text references studies (id),
  role text not null check (role in ('owner', 'curator', 'adjudicator', 'reader', 'viewer')),
  email text,
  created_by text not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  used_by text references accounts (id),
  used_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone
);

create table api_keys (
  id text primary key,
  token_hash text not null unique,
  name text not null,
  account_id text not null references accounts (id),
  study_id text references studies (id),
  scopes json not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  last_used_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone
);
create index api_keys_account on api_keys (account_id);

create table protocol_versions (
  study_id text not null references studies (id),
  version integer not null,
  document json not null,
  hash text not null,
  created_by text not null,
  created_at timestamp(3) with time zone not null,
  locked_at timestamp(3) with time zone,
  why text,
  primary key (study_id, version)
);

create table instructions (
  study_id text not null references studies (id),
  version integer not null,
  document json not null,
  hash text not null,
  created_by text not null,
  created_at timestamp(3) with time zone not null,
  primary key (study_id, version)
);

create table instruction_reads (
  study_id text not null,
  version integer not null,
  account_id text not null references accounts (id),
  read_at timestamp(3) with time zone not null,
  primary key (study_id, version, account_id),
  foreign key (study_id, version) references instructions (study_id, version)
);

create table images (
  id text primary key,
  study_id text not null references studies (id),
  record json not null,
  header json not null,
  pixel_hash text not null,
  thumbnail_hash text,
  created_at timestamp(3) with time zone not null
);
create index images_pixels on images (study_id, pixel_hash);

create table image_frames (
  image_id text not null references images (id),
  frame integer not null,
  blob_hash text not null,
  byte_count bigint not null,
  primary key (image_id, frame)
);

create table cases (
  id text primary key,
  study_id text not null references studies (id),
  name text not null,
  patient_key text,
  document json not null,
  gold json,
  created_at timestamp(3) with time zone not null,
  removed_at timestamp(3) with time zone,
  unique (study_id, name)
);

create table case_images (
  case_id text not null references cases (id),
  position integer not null,
  image_id text not null references images (id),
  view text not null,
  primary key (case_id, position)
);
create index case_images_image on case_images (image_id);

create table orders (
  study_id text not null references studies (id),
  reader_id text not null references accounts (id),
  revision integer not null,
  seed text not null,
  algorithm text not null,
  document json not null,
  hash text not null,
  created_at timestamp(3) with time zone not null,
  primary key (study_id, reader_id, revision)
);

create table assignments (
  id text primary key,
  study_id text not null references studies (id),
  case_id text not null references cases (id),
  reader_id text not null references accounts (id),
  kind text not null,
  round integer not null default 1,
  position integer not null,
  arm text,
  state text not null default 'open'
    check (state in ('open', 'begun', 'done', 'requeued', 'withdrawn')),
  document json not null,
  created_at timestamp(3) with time zone not null,
  opened_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone
);
create unique index assignments_position on assignments (study_id, reader_id, kind, position);
create index assignments_case on assignments (case_id);

create table answers (
  id text primary key,
  study_id text not null references studies (id),
  case_id text not null references cases (id),
  reader_id text not null references accounts (id),
  assignment_id text not null unique references assignments (id),
  version integer not null,
  document json not null,
  hash text not null,
  protocol_version integer not null,
  instruction_version integer not null,
  active_ms bigint not null,
  is_model_visible boolean not null,
  submitted_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  saved_at timestamp(3) with time zone not null
);
create index answers_study on answers (study_id, case_id);
create index answers_reader on answers (reader_id);

create table answer_versions (
  answer_id text not null references answers (id),
  version integer not null,
  request_id text not null,
  document json not null,
  hash text not null,
  protocol_version integer not null,
  instruction_version integer not null,
  active_ms bigint not null,
  is_model_visible boolean not null,
  submitted_at timestamp(3) with time zone,
  actor text not null,
  device text,
  why text,
  saved_at timestamp(3) with time zone not null,
  primary key (answer_id, version),
  unique (answer_id, request_id)
);

create table drafts (
  assignment_id text primary key references assignments (id),
  version integer not null,
  document json not null,
  hash text not null,
  device text not null,
  saved_at timestamp(3) with time zone not null
);

create table strokes (
  assignment_id text not null references assignments (id),
  device text not null,
  seq integer not null,
  payload json not null,
  saved_at timestamp(3) with time zone not null,
  primary key (assignment_id, device, seq)
);

create table reading_events (
  assignment_id text not null references assignments (id),
  device text not null,
  seq integer not null,
  kind text not null,
  at timestamp(3) with time zone not null,
  payload json not null,
  primary key (assignment_id, device, seq)
);

create table adjudications (
  id text primary key,
  study_id text not null references studies (id),
  case_id text not null references cases (id),
  adjudicator_id text references accounts (id),
  round integer not null,
  state text not null default 'open' check (state in ('open', 'begun', 'decided', 'unresolved', 'withdrawn')),
  version integer not null,
  document json not null,
  hash text not null,
  reasons text,
  created_at timestamp(3) with time zone not null,
  changed_at timestamp(3) with time zone not null
);
create index adjudications_case on adjudications (study_id, case_id);

create table consensus_labels (
  study_id text not null references studies (id),
  case_id text not null references cases (id),
  question_id text not null,
  version integer not null,
  label json not null,
  hash text not null,
  method text not null,
  sources json not null,
  created_by text not null,
  created_at timestamp(3) with time zone not null,
  primary key (study_id, case_id, question_id, version)
);

create table messages (
  id text primary key,
  study_id text not null references studies (id),
  case_id text references cases (id),
  assignment_id text references assignments (id),
  thread_id text not null,
  author_id text not null references accounts (id),
  kind text not null check (kind in ('flag', 'question', 'reply', 'note')),
  body text not null,
  created_at timestamp(3) with time zone not null,
  resolved_at timestamp(3) with time zone,
  resolved_by text references accounts (id)
);
create index messages_study on messages (study_id, thread_id);

create table jobs (
  id text primary key,
  study_id text references studies (id),
  kind text not null,
  state text not null default 'queued'
    check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  input json not null,
  fence integer not null default 0,
  progress double precision not null default 0,
  stage text,
  result json,
  failure json,
  created_by text not null,
  created_at timestamp(3) with time zone not null,
  started_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone,
  cancel_asked_at timestamp(3) with time zone
);
create index jobs_study on jobs (study_id, created_at);

create table blob_uses (
  hash text not null,
  object_kind text not null,
  object_id text not null,
  study_id text references studies (id),
  byte_count bigint not null,
  media_type text not null,
  created_at timestamp(3) with time zone not null,
  primary key (hash, object_kind, object_id)
);
create index blob_uses_object on blob_uses (object_kind, object_id);

create table settings (
  key text primary key,
  value json not null,
  changed_at timestamp(3) with time zone not null
);

create table event_chains (
  chain text primary key,
  length bigint not null,
  head text not null
);

create table events (
  chain text not null,
  seq bigint not null,
  at timestamp(3) with time zone not null,
  actor text not null,
  action text not null,
  object_kind text not null,
  object_id text not null,
  before text,
  after text,
  why text,
  detail text not null,
  previous text not null,
  hash text not null,
  primary key (chain, seq)
);
create index events_object on events (object_kind, object_id);

create table anchors (
  chain text not null,
  seq bigint not null,
  hash text not null,
  at timestamp(3) with time zone not null,
  primary key (chain, seq)
);

-- What is written once stays: the log, its anchors, earlier answers, the history of labels and documents.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'restrict_violation';
end
$$;

create function only_longer() returns trigger language plpgsql as $$
begin
  if new.length <= old.length or new.chain <> old.chain then
    raise exception 'a chain only grows' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;

create trigger keep before update or delete on events for each row execute function refuse_change();
create trigger keep_all before truncate on events for each statement execute function refuse_change();
create trigger keep before update or delete on anchors for each row execute function refuse_change();
create trigger keep_all before truncate on anchors for each statement execute function refuse_change();
create trigger keep before update or delete on answer_versions for each row execute function refuse_change();
create trigger keep_all before truncate on answer_versions for each statement execute function refuse_change();
create trigger keep before update or delete on consensus_labels for each row execute function refuse_change();
create trigger keep_all before truncate on consensus_labels for each statement execute function refuse_change();
create trigger keep before update or delete on instructions for each row execute function refuse_change();
create trigger keep_all before truncate on instructions for each statement execute function refuse_change();
create trigger grow before update on event_chains for each row execute function only_longer();
create trigger keep before delete on event_chains for each row execute function refuse_change();
create trigger keep_all before truncate on event_chains for each statement execute function refuse_change();
