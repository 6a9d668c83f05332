-- Links that set a new password, made by an owner of the server or by the operator at the machine: each is used once.

create table password_resets (
  id text primary key,
  token_hash text not null unique,
  account_id text not null references accounts (id),
  ends_factor boolean not null default false,
  created_by text not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  used_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone
);
create index password_resets_account on password_resets (account_id);
