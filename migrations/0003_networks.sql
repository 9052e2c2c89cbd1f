-- Networks, their member organisations and keys, the shared framework, and what can be earned.

create table network.network (
    id          uuid primary key,
    slug        text not null unique,
    name        text not null,
    parent_id   uuid references network.network
);

create table network.organisation (
    id          uuid primary key,
    slug        text not null unique,
    name        text not null,
    -- issuer.id of the badges it awards
    issuer_uri  text not null unique,
    kind        text not null
);

create table network.membership (
    network_id      uuid not null references network.network,
    organisation_id uuid not null references network.organisation,
    since           date not null,
    until           date,
    primary key (network_id, organisation_id)
);

-- One Ed25519 key an organisation and year. The secret half is sealed under a master key that is not in the database.
create table network.signing_key (
    id                  uuid primary key,
    organisation_id     uuid not null references network.organisation,
    verification_method text not null unique,
    public_key          bytea not null constraint key_is_ed25519 check (octet_length(public_key) = 32),
    sealed_secret       bytea not null,
    valid_from          timestamptz not null,
    valid_until         timestamptz not null,
    check (valid_from < valid_until)
);

create view network.public_key as
    select
        k.verification_method,
        o.issuer_uri,
        k.public_key,
        k.valid_from,
        k.valid_until
    from network.signing_key k
    join network.organisation o on o.id = k.organisation_id;

-- « Émetteur reconnu »: in the list of a network, from a date, until withdrawn.
create table network.recognised_issuer (
    network_id      uuid not null references network.network,
    issuer_uri      text not null,
    since           timestamptz not null,
    withdrawn_at    timestamptz,
    primary key (network_id, issuer_uri)
);

create table network.competence_family (
    code        text primary key,
    name_fr     text not null,
    name_en     text not null,
    position    smallint not null unique
);

create table network.competence (
    code        text primary key,
    family_code text not null references network.competence_family,
    name_fr     text not null,
    name_en     text not null,
    -- counterpart in ROME 4.0 or ESCO, where one exists
    alignment   text
);

-- What can be earned: ours, or first seen in a badge from elsewhere.
create table issuing.achievement (
    id              uuid primary key,
    uri             text not null unique, -- achievement.id (3.0) or badge.id (2.0)
    network_id      uuid references network.network, -- who owns the criteria; null: imported
    name            text not null,
    description     text not null,
    criteria        text not null,
    competence_code text references network.competence,
    -- the level that the achievement itself stands for; null: each credential's result says it
    level           smallint check (level between 1 and 3),
    -- disability, health, detention, union, religion, origin: never placed, counted or found (C4)
    sensitive       boolean not null default false,
    reviewed_at     timestamptz,
    constraint reviewed_achievement_is_mapped check (reviewed_at is null or sensitive or competence_code is not null)
);

-- BitstringStatusList: index 0 is the left-most bit; indexes are drawn at random.
create table issuing.status_list (
    id              uuid primary key,
    uri             text not null unique,
    organisation_id uuid not null references network.organisation,
    bits            bytea not null constraint status_list_hides_in_a_crowd check (octet_length(bits) >= 16384),
    -- the signed BitstringStatusListCredential as it is served: made at each change, so that serving needs no key
    document        text not null,
    updated_at      timestamptz not null
);

-- What this installation awarded: one row a credential.
create table issuing.award (
    id              uuid primary key,
    credential_uri  text not null unique,
    organisation_id uuid not null references network.organisation,
    achievement_id  uuid not null references issuing.achievement,
    level           smallint not null check (level between 1 and 3),
    awarded_at      timestamptz not null,
    status_list_id  uuid not null references issuing.status_list,
    status_index    integer not null check (status_index >= 0),
    revoked_at      timestamptz,
    revoked_reason  text,
    constraint status_index_is_given_once unique (status_list_id, status_index)
);

grant usage on schema network, issuing to territoire_public;
grant select on
    network.network,
    network.organisation,
    network.membership,
    network.public_key,
    network.recognised_issuer,
    network.competence_family,
    network.competence,
    issuing.status_list
to territoire_public;
