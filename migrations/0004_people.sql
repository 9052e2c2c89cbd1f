-- People and the badges they hold.

create table account.holder (
    id          uuid primary key,
    created_at  timestamptz not null,
    -- the band alone is kept, never a birth date (C3); null: not asked yet, treated as the youngest
    age_band    text constraint age_band_is_known check (age_band in ('under_15', '15_17', '18_plus')),
    -- the holder's own key, wrapped under the master key; destroyed on erasure (C6)
    wrapped_key bytea
);

create table account.address (
    email           text primary key constraint email_is_folded check (email = lower(btrim(email))),
    holder_id       uuid not null references account.holder,
    -- null until the person has shown that the address is theirs; nothing is placed before (C0)
    confirmed_at    timestamptz
);
create index address_of_holder on account.address (holder_id);

-- Tokens of operators, for the API; only their SHA-256 is kept.
create table account.operator_token (
    id          uuid primary key,
    label       text not null,
    digest      bytea not null unique,
    created_at  timestamptz not null,
    revoked_at  timestamptz
);

-- The badge as it came, byte for byte.
create table passport.original (
    sha256      bytea primary key constraint original_is_named_by_content check (sha256 = sha256(bytes)),
    media_type  text not null,
    bytes       bytea not null,
    received_at timestamptz not null
);

create table passport.credential (
    id              uuid primary key,
    -- SHA-256 of issuer and id, percent-decoded and trimmed: the same badge twice is one badge
    identity        bytea not null constraint credential_is_kept_once unique,
    original        bytea not null references passport.original,
    holder_id       uuid references account.holder, -- null: no account bears its recipient's address yet
    -- which of the holder's addresses the badge was given to: that one must be confirmed before it is placed (C0)
    address         text references account.address,
    achievement_id  uuid not null references issuing.achievement,
    standard        text not null,
    format          text not null,
    issuer_uri      text not null,
    credential_uri  text not null,
    level           smallint not null check (level between 1 and 3), -- unknown is 1
    valid_from      timestamptz,
    valid_until     timestamptz,
    authentic       text not null check (authentic in ('yes', 'no', 'unknown')),
    current         text not null check (current in ('yes', 'revoked', 'suspended', 'expired', 'not_yet', 'unknown')),
    issuer          text not null check (issuer in ('recognised', 'unknown', 'withdrawn')),
    recipient       text not null check (recipient in ('confirmed', 'mismatch', 'not_asked')),
    report          jsonb not null,
    verified_at     timestamptz not null,
    constraint confirmed_recipient_has_an_account
        check (recipient <> 'confirmed' or (holder_id is not null and address is not null))
);
create index credential_of_holder on passport.credential (holder_id);
create index credential_of_achievement on passport.credential (achievement_id);

-- One run of `territoire ingest`, found again by the paths it was given: an interrupted run goes on.
create table passport.ingestion (
    id          uuid primary key,
    source      bytea not null, -- SHA-256 of the absolute paths given
    started_at  timestamptz not null,
    finished_at timestamptz
);
create unique index ingestion_is_resumed_not_doubled on passport.ingestion (source) where finished_at is null;

-- The report: one row a file, each refusal with its reason.
create table passport.ingestion_item (
    ingestion_id    uuid not null references passport.ingestion on delete cascade,
    path            text not null,
    outcome         text not null check (outcome in ('kept', 'already_kept', 'refused')),
    reason          text, -- a stable code
    detail          text,
    credential_id   uuid references passport.credential,
    primary key (ingestion_id, path),
    constraint refusal_has_a_reason check (outcome <> 'refused' or reason is not null)
);
