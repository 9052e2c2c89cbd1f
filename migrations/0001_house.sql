-- The house: one schema a room, and the one role that public pages may use.
--
-- Invariant: no table in any schema has a coordinate column about a person (PRIVACY G1).
-- Points and shapes live in `territory` and `released` alone, and are about places.

create extension if not exists postgis;

create schema territory;
create schema network;
create schema issuing;
create schema account;
create schema passport;
create schema presence;
create schema jobs;
create schema audit;
create schema released;

-- Roles belong to the whole server, so another database may have made this one already, or be making it now.
do $$
begin
    create role territoire_public nologin;
exception
    when duplicate_object or unique_violation then null;
end
$$;

-- What a server of one's own may refuse to a second database of the same owner: being a member already.
do $$
begin
    execute format('grant territoire_public to %I', current_user);
exception
    when duplicate_object or unique_violation or invalid_grant_operation or feature_not_supported then null;
end
$$;

-- Facts about this installation: one row.
create table audit.instance (
    only_row        boolean primary key default true constraint instance_is_one_row check (only_row),
    -- Invented people only: consent may then come from a manifest, and every page says so.
    demonstration   boolean not null,
    -- Where it is reached from outside; part of the name of every issuer here, so it never changes.
    public_url      text not null,
    created_at      timestamptz not null
);

-- Who did what to whom, append-only. `subject` is an opaque identifier; no name, no address, no place.
create table audit.event (
    seq         bigint generated always as identity primary key,
    at          timestamptz not null,
    actor       text not null,
    action      text not null,
    subject     uuid,
    detail      jsonb not null default '{}'
);

create function audit.refuse_change() returns trigger
language plpgsql as $$
begin
    raise exception 'rows of %.% are added, never changed', tg_table_schema, tg_table_name
        using errcode = 'restrict_violation';
end
$$;

create trigger event_is_append_only
    before update or delete on audit.event
    for each row execute function audit.refuse_change();
