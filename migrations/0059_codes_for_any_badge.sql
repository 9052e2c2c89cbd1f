-- A code is made whichever badge somebody asks about, kept here or not: neither asking for one nor trying one takes
-- longer for a badge of somebody's. A job finds out whether there is anybody to send it to, and only then is it theirs.
alter table passport.holder_code
    add column identity bytea constraint code_is_for_a_badge check (octet_length(identity) = 32),
    alter column credential_id drop not null;
update passport.holder_code
set identity = credential.identity
from passport.credential
where credential.id = holder_code.credential_id;
alter table passport.holder_code alter column identity set not null;
create index holder_code_of_identity on passport.holder_code (identity, created_at);
comment on column passport.holder_code.credential_id is 'null: it was sent to nobody';
