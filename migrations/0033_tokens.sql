-- What a search leaves for half an hour: whom each of its cards stands for (R3).
--
-- Invariant: a token says nothing of a person, is good for one company, and no two searches share one.

create schema search;

create table search.token (
    digest      bytea primary key constraint token_is_a_digest check (octet_length(digest) = 32),
    -- the cards of one answer
    search_id   uuid not null,
    siren       text not null references account.company,
    holder_id   uuid not null references account.holder on delete cascade,
    expires_at  timestamptz not null
);
create index token_by_expiry on search.token (expires_at);
create index token_of_holder on search.token (holder_id);
