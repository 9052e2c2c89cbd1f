-- Consent, and what it makes visible. `presence` is the only writer of these tables.

-- C1: rows are added, never changed. What is personal (place, chosen badges) is sealed under the holder's key.
create table presence.consent (
    seq             bigint generated always as identity primary key,
    holder_id       uuid not null references account.holder,
    action          text not null check (action in ('given', 'withdrawn', 'expired')),
    -- 0 nobody sees me · 1 I count · 2 visible without a name · 3 visible with my badges
    level           smallint not null check (level between 0 and 3),
    text_version    text not null,
    at              timestamptz not null,
    expires_at      timestamptz,
    sealed          bytea,
    constraint given_consent_expires check (action <> 'given' or (level > 0 and expires_at > at)),
    constraint ended_consent_allows_nothing check (action = 'given' or level = 0)
);
create index consent_of_holder on presence.consent (holder_id, seq);

create trigger consent_is_append_only
    before update or delete on presence.consent
    for each row execute function audit.refuse_change();

-- Where a consenting holder can work, at the width they chose: the consent now in force, one row a holder.
create table presence.presence (
    holder_id   uuid primary key references account.holder,
    consent_seq bigint not null references presence.consent,
    level       smallint not null check (level between 1 and 3),
    place_kind  text not null check (place_kind in ('commune', 'epci', 'department', 'region')),
    place_code  text not null,
    expires_at  timestamptz not null
);
create index presence_by_expiry on presence.presence (expires_at);

-- What may be shown (C0 passed): holder × competence, at the holder's best proven level.
-- `cell` is of the live tree, null when the holder chose a wider place.
create table presence.visible_row (
    holder_id       uuid not null references presence.presence on delete cascade,
    competence_code text not null references network.competence,
    level           smallint not null check (level between 1 and 3),
    presence_level  smallint not null check (presence_level between 1 and 3),
    cell            bigint,
    commune_code    text references territory.commune,
    epci_code       text references territory.epci,
    department_code text references territory.department,
    expires_at      timestamptz not null, -- the sooner of the consent's and the badge's
    primary key (holder_id, competence_code)
);
create index visible_row_by_competence on presence.visible_row (competence_code, level);

-- The ordered log of changes of visibility. Read only below `pg_snapshot_xmin`, so that no late commit is skipped.
create table presence.visibility_change (
    seq         bigint generated always as identity primary key,
    xid         xid8 not null default pg_current_xact_id(),
    holder_id   uuid not null,
    at          timestamptz not null
);
