-- How a badge is earned here: it is asked for and a facilitator answers, or it is handed out by a code.
--
-- Invariant: what a person tells and shows when they ask for a badge, and what they are answered, is here only sealed
-- under their own key. A code is here only as a MAC and sealed, both under the master key.

create table issuing.application (
    id              uuid primary key,
    holder_id       uuid not null references account.holder,
    organisation_id uuid not null references network.organisation,
    achievement_uri text not null references issuing.achievement (uri),
    level           smallint not null check (level between 1 and 3),
    state           text not null constraint application_state_is_known
                    check (state in ('draft', 'sent', 'returned', 'awarded', 'refused')),
    -- how often it was sent: a decision names the time that it is about
    round           integer not null default 0,
    story           bytea, -- sealed
    answer          bytea, -- what is missing, or what to try next; sealed
    -- the level whose criterion was not met, where it was refused
    criterion       smallint check (criterion between 1 and 3),
    -- in which its author is written to
    language        text not null check (language in ('fr', 'en')),
    created_at      timestamptz not null,
    changed_at      timestamptz not null,
    sent_at         timestamptz,
    -- until when an answer is promised
    due_at          timestamptz,
    decided_at      timestamptz,
    decided_by      uuid references account.holder,
    credential_uri  text references issuing.award (credential_uri),
    constraint sent_application_is_due check (state = 'draft' or (sent_at is not null and due_at is not null)),
    constraint application_is_decided_by_another check (decided_by is distinct from holder_id),
    constraint awarded_application_names_its_badge check ((state = 'awarded') = (credential_uri is not null))
);
create unique index application_is_open_once on issuing.application (holder_id, organisation_id, achievement_uri)
    where state in ('draft', 'sent', 'returned');
create index application_of_holder on issuing.application (holder_id);
create index application_waits on issuing.application (organisation_id, due_at) where state = 'sent';

create table issuing.evidence (
    id              uuid primary key,
    application_id  uuid not null references issuing.application on delete cascade,
    kind            text not null check (kind in ('picture', 'link')),
    label           bytea not null, -- the file's name or the link; sealed
    picture         bytea, -- a PNG of nothing but pixels; sealed
    added_at        timestamptz not null,
    constraint evidence_is_a_picture_or_a_link check ((kind = 'picture') = (picture is not null)),
    constraint evidence_is_small check (octet_length(picture) <= 12582912)
);
create index evidence_of_application on issuing.evidence (application_id, added_at);

-- A badge that is handed out: by one code to many, or by slips that are good for one person each.
create table issuing.claim_offer (
    id              uuid primary key,
    organisation_id uuid not null references network.organisation,
    achievement_uri text not null references issuing.achievement (uri),
    level           smallint not null check (level between 1 and 3),
    kind            text not null check (kind in ('shared', 'slips')),
    capacity        integer not null check (capacity between 1 and 5000),
    claimed         integer not null default 0,
    opens_at        timestamptz not null,
    closes_at       timestamptz not null,
    ended_at        timestamptz, -- by hand, before its time
    made_by         uuid not null references account.holder,
    made_at         timestamptz not null,
    constraint offer_is_open_for_a_while check (opens_at < closes_at),
    constraint offer_is_not_claimed_beyond_its_capacity check (claimed between 0 and capacity)
);
create index claim_offer_of_organisation on issuing.claim_offer (organisation_id, made_at);

create table issuing.claim_code (
    id          uuid primary key,
    offer_id    uuid not null references issuing.claim_offer,
    number      integer not null,
    mac         bytea not null constraint claim_code_is_found_by_one_code unique
                constraint claim_code_is_a_mac check (octet_length(mac) = 32),
    sealed      bytea not null,
    used_at     timestamptz, -- a slip's: it is good once
    unique (offer_id, number)
);

create table issuing.claim (
    offer_id        uuid not null references issuing.claim_offer,
    holder_id       uuid not null references account.holder,
    code_id         uuid not null references issuing.claim_code,
    claimed_at      timestamptz not null,
    credential_uri  text not null references issuing.award (credential_uri),
    constraint claim_is_one_a_person primary key (offer_id, holder_id)
);
create index claim_of_holder on issuing.claim (holder_id);

-- Codes that were tried and lead nowhere: who guesses is slowed down.
create table issuing.claim_miss (
    id          bigint generated always as identity primary key,
    holder_id   uuid references account.holder, -- null: nobody who is signed in
    at          timestamptz not null
);
create index claim_miss_by_time on issuing.claim_miss (at);
