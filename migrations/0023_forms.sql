-- One award, one badge: an award of ours comes in two standards, and whoever brings both has one badge.
--
-- The row of passport.credential is what the stronger form says; `credential_is_kept_once` is what ties them, for both
-- are known by the organisation's one name. Here is the original of each weaker form, byte for byte.
create table passport.other_form (
    credential_id   uuid not null references passport.credential on delete cascade,
    standard        text not null constraint standard_is_known check (standard in ('OB 2.0', 'OB 2.1', 'OB 3.0')),
    format          text not null constraint format_is_known check (format in ('png', 'svg', 'json', 'jws')),
    original        bytea not null references passport.original,
    constraint standard_is_kept_once primary key (credential_id, standard)
);
create index other_form_by_original on passport.other_form (original);

-- SHA-256 of issuer and id as badges are known by it. The only escapes are those of a did:web of ours: its port's colon,
-- and what else a host may hold.
create function passport.identity_of(issuer text, id text) returns bytea
language sql immutable
return sha256(
    int8send(octet_length(convert_to(issuer, 'UTF8'))) || convert_to(issuer, 'UTF8')
    || int8send(octet_length(convert_to(id, 'UTF8'))) || convert_to(id, 'UTF8')
);

-- What was kept before: a badge that was two becomes one, and one that came as Open Badges 2.0 alone gets its one name.
-- A pair that something else refers to stays two.
do $$
declare
    older record;
    one bytea;
    stronger uuid;
begin
    for older in
        select credential.id, credential.holder_id, credential.standard, credential.format, credential.original,
               credential.credential_uri,
               replace(replace(replace(replace(
                   organisation.issuer_uri, '%3A', ':'), '%5B', '['), '%5D', ']'), '%5F', '_') as issuer
        from passport.credential
        join network.organisation on organisation.ob2_issuer_uri = credential.issuer_uri
        where credential.authentic = 'yes' and credential.credential_uri like 'urn:uuid:%'
    loop
        one := passport.identity_of(older.issuer, older.credential_uri);
        select id into stronger
        from passport.credential
        where identity = one
          and authentic = 'yes'
          and holder_id is not distinct from older.holder_id;
        begin
            if stronger is null then
                update passport.credential set identity = one where id = older.id;
            else
                insert into passport.other_form (credential_id, standard, format, original)
                values (stronger, older.standard, older.format, older.original)
                on conflict do nothing;
                update passport.ingestion_item set credential_id = stronger where credential_id = older.id;
                delete from passport.credential where id = older.id;
            end if;
        exception
            when foreign_key_violation or unique_violation then null;
        end;
    end loop;
end
$$;

drop function passport.identity_of(text, text);

-- Badges run out too: what they showed is worked out anew at their time.
create index visible_row_by_expiry on presence.visible_row (expires_at);
