-- What each network's issuers publish, put by each night: profiles, achievements, keys, status lists; no person.
--
-- In the database and not in a folder: every node serves them, and a backup holds them with all else.

create table network.archive (
    network_id  uuid not null references network.network,
    made_on     date not null, -- UTC
    sha256      bytea not null constraint archive_is_whole check (sha256 = sha256(bytes)),
    bytes       bytea not null,
    primary key (network_id, made_on)
);
-- It is deflated already.
alter table network.archive alter column bytes set storage external;

grant select on network.archive to territoire_public;
