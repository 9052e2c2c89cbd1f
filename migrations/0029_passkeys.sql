-- Passkeys: a device says who somebody is, where a mailbox alone is not enough.
--
-- Invariant: of a passkey only its public half is here; what a device was asked is used once, within five minutes.

create table account.passkey (
    id              uuid primary key,
    holder_id       uuid not null references account.holder,
    -- the name that the device gave it (WebAuthn, credential ID)
    credential_id   bytea not null constraint passkey_is_known_once unique,
    -- what kind of browser made it
    name            text not null,
    -- its public key and what does not change, as crate webauthn_rp writes it
    static_state    bytea not null,
    -- its counter and flags
    dynamic_state   bytea not null,
    created_at      timestamptz not null,
    used_at         timestamptz not null
);
create index passkey_of_holder on account.passkey (holder_id);

create table account.passkey_ceremony (
    id          uuid primary key,
    -- whose passkey is being made; null: somebody who is not known yet signs in
    holder_id   uuid references account.holder,
    state       bytea not null,
    expires_at  timestamptz not null
);
create index passkey_ceremony_by_age on account.passkey_ceremony (expires_at);

-- When a passkey was shown in this session: staff acts in such sessions alone.
alter table account.session add column strong_at timestamptz;
