-- A second factor at sign-in: the sealed secret stands in accounts.second_factor since the start; here what is needed
-- beside it, the codes for when the device is lost, and sessions that wait for their code.

alter table accounts
  add column second_factor_since timestamp(3) with time zone,
  add column second_factor_step bigint,
  add column needs_second_factor boolean not null default false;

create table recovery_codes (
  id text primary key,
  account_id text not null references accounts (id),
  hash text not null,
  created_at timestamp(3) with time zone not null,
  used_at timestamp(3) with time zone
);
create index recovery_codes_account on recovery_codes (account_id);

alter table sessions
  add column method text not null default 'password' check (method in ('password', 'provider')),
  add column waits_for_code boolean not null default false,
  add column offered_factor text;
