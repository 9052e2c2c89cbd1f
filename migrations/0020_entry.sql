-- How people get in, who is in, what they may do here, and the mails that tell them.
--
-- Invariant: of a link or a session only the SHA-256 is kept; where somebody is signed in from is kept as the kind of
-- browser alone, never as a network address.

-- A link sent by e-mail: good for one entry within ten minutes.
create table account.sign_in_link (
    digest      bytea primary key constraint link_is_a_digest check (octet_length(digest) = 32),
    email       text not null,
    -- where in this service the person was going
    next        text not null constraint link_leads_inside check (next like '/%' and next not like '//%'),
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    consumed_at timestamptz
);
create index sign_in_link_of_address on account.sign_in_link (email, created_at);

create table account.session (
    id          uuid primary key,
    holder_id   uuid not null references account.holder,
    digest      bytea not null constraint session_is_found_by_one_secret unique
                constraint session_is_a_digest check (octet_length(digest) = 32),
    browser     text not null,
    created_at  timestamptz not null,
    seen_at     timestamptz not null,
    expires_at  timestamptz not null
);
create index session_of_holder on account.session (holder_id);

-- What a person may do for an organisation or a network. A holder needs no row: everyone is one.
create table account.role (
    id              uuid primary key,
    holder_id       uuid not null references account.holder,
    role            text not null constraint role_is_known check (role in ('facilitator', 'coordinator', 'partner')),
    organisation_id uuid references network.organisation,
    network_id      uuid references network.network,
    since           timestamptz not null,
    ended_at        timestamptz,
    constraint role_is_held_somewhere check (
        case role
            when 'facilitator' then organisation_id is not null and network_id is null
            else network_id is not null and organisation_id is null
        end
    )
);
create unique index role_is_given_once on account.role (holder_id, role, organisation_id, network_id)
    nulls not distinct where ended_at is null;

-- Mails wait here, sealed under the master key, until a job has sent them.
create table account.mail (
    id          uuid primary key,
    kind        text not null,
    sealed      bytea, -- to whom, subject, text; gone once it was sent
    created_at  timestamptz not null,
    -- afterwards it would tell nothing true any more
    expires_at  timestamptz not null,
    sent_at     timestamptz
);
create index mail_by_age on account.mail (created_at);
