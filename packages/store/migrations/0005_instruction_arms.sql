-- Studies that compare versions of their instructions: which reader was given which version at random.

-- The arm whose readers are told a version; null for the instructions of the study.
alter table instructions add column arm text;

create table instruction_arms (
  study_id text not null references studies (id),
  reader_id text not null references accounts (id),
  arm text not null,
  place integer not null,
  seed text not null,
  algorithm text not null,
  hash text not null,
  created_at timestamp(3) with time zone not null,
  primary key (study_id, reader_id),
  unique (study_id, place)
);
