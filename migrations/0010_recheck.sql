-- Verdicts are looked at again: each day, and each host that does not answer ever more rarely.

-- Where an issuer's documents are: the host of its did:web or of its address.
create function passport.host_of(issuer_uri text) returns text
language sql immutable
return case
    when issuer_uri like 'did:web:%' then split_part(issuer_uri, ':', 3)
    when issuer_uri like 'http%://%' then split_part(issuer_uri, '/', 3)
    else ''
end;

alter table passport.credential
    add column issuer_host text not null generated always as (passport.host_of(issuer_uri)) stored,
    -- the last time that was in vain: the answers before it stay, as the last known ones
    add column tried_at timestamptz,
    add column unreached_since timestamptz;
create index credential_by_last_look on passport.credential ((greatest(verified_at, tried_at)));

-- Hosts that did not answer, and when they are asked again.
create table passport.quiet_host (
    host        text primary key,
    failures    integer not null check (failures > 0),
    again_at    timestamptz not null
);
