-- Applications that a holder lets in (the Open Badges 3.0 API with OAuth 2): who they are, what they may do, until when.
--
-- Invariant: of secrets, codes and tokens only the SHA-256 is kept.

-- What an application said of itself when it registered (RFC 7591). Nobody vouches for it.
create table account.application (
    id                  uuid primary key,
    secret_digest       bytea not null constraint secret_is_kept_as_its_digest check (length(secret_digest) = 32),
    registered_at       timestamptz not null,
    name                text not null,
    site                text not null,
    logo                text not null,
    terms               text not null,
    privacy             text not null,
    software_id         text not null,
    software_version    text not null,
    contacts            text[] not null,
    redirect_uris       text[] not null constraint somewhere_to_go_back_to check (cardinality(redirect_uris) > 0),
    scopes              text[] not null constraint application_may_ask_something check (cardinality(scopes) > 0),
    refreshes           boolean not null
);
create index application_by_registration on account.application (registered_at);

-- One « Autoriser » of one holder. Codes and tokens that come of it are its family, and end with it.
create table account.application_grant (
    id              uuid primary key,
    application_id  uuid not null references account.application,
    holder_id       uuid not null references account.holder,
    scopes          text[] not null constraint grant_allows_something check (cardinality(scopes) > 0),
    granted_at      timestamptz not null,
    ended_at        timestamptz
);
create index application_grant_of_holder on account.application_grant (holder_id) where ended_at is null;
create index application_grant_of_application on account.application_grant (application_id);

create table account.application_code (
    digest          bytea primary key constraint code_is_kept_as_its_digest check (length(digest) = 32),
    grant_id        uuid not null references account.application_grant on delete cascade,
    redirect_uri    text not null,
    challenge       bytea not null constraint challenge_is_a_sha256 check (length(challenge) = 32),
    expires_at      timestamptz not null,
    used_at         timestamptz
);
create index application_code_of_grant on account.application_code (grant_id);

create table account.application_token (
    digest          bytea primary key constraint token_is_kept_as_its_digest check (length(digest) = 32),
    grant_id        uuid not null references account.application_grant on delete cascade,
    kind            text not null constraint token_kind_is_known check (kind in ('access', 'refresh')),
    scopes          text[] not null,
    expires_at      timestamptz not null,
    -- a refresh token is used once: seen again, it was stolen from one of two
    used_at         timestamptz
);
create index application_token_of_grant on account.application_token (grant_id);

-- What holders want applications to read of them: sealed under the holder's key, and empty until they fill it in.
create table account.profile (
    holder_id   uuid primary key references account.holder,
    sealed      bytea not null,
    changed_at  timestamptz not null
);
