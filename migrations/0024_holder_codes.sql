-- A code that a badge's holder gets by e-mail and tells whoever is looking at the badge: it is theirs, then.
-- Five tries, ten minutes, once. The code itself is nowhere here: only its MAC under the master key.
create table passport.holder_code (
    id              uuid primary key,
    credential_id   uuid not null references passport.credential on delete cascade,
    mac             bytea not null constraint code_is_a_mac check (octet_length(mac) = 32),
    attempts        smallint not null default 0 constraint code_is_tried_five_times check (attempts <= 5),
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    used_at         timestamptz
);
create index holder_code_of_credential on passport.holder_code (credential_id, created_at);
