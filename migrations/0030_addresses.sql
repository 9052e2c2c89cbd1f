-- Several addresses an account: added by a link sent to them, left without losing what was given to them.

-- No link and no mail goes there any more, and nobody enters by it; its badges stay where they are.
alter table account.address add column retired_at timestamptz
    constraint only_a_confirmed_address_is_left check (retired_at is null or confirmed_at is not null);

-- A link sent to an address that somebody who is signed in says is theirs.
create table account.address_link (
    digest      bytea primary key constraint address_link_is_a_digest check (octet_length(digest) = 32),
    holder_id   uuid not null references account.holder,
    email       text not null,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    consumed_at timestamptz
);
create index address_link_of_holder on account.address_link (holder_id, created_at);
create index address_link_of_address on account.address_link (email, created_at);
