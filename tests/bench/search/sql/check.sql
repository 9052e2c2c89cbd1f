-- What was put is what the house would have written: no key points to nothing, and of three hundred people whose badges
-- are given in full the house works out the same rows.
do $$
declare
    key record;
    lost bigint;
begin
    for key in
        select constraint_of.conrelid::regclass as own, constraint_of.confrelid::regclass as other,
               mine.attname as mine, theirs.attname as theirs, constraint_of.conname
        from pg_constraint as constraint_of
        join pg_attribute as mine on mine.attrelid = constraint_of.conrelid and mine.attnum = constraint_of.conkey[1]
        join pg_attribute as theirs on theirs.attrelid = constraint_of.confrelid and theirs.attnum = constraint_of.confkey[1]
        where constraint_of.contype = 'f'
          and cardinality(constraint_of.conkey) = 1
          and constraint_of.conrelid in (
              'presence.consent'::regclass, 'presence.presence'::regclass, 'presence.visible_row'::regclass,
              'presence.excluded'::regclass
          )
    loop
        execute format(
            'select count(*) from %s as own where own.%I is not null
             and not exists (select from %s as other where other.%I = own.%I)',
            key.own, key.mine, key.other, key.theirs, key.mine
        ) into lost;
        if lost > 0 then
            raise exception '%: % rows point to nothing', key.conname, lost;
        end if;
    end loop;
end
$$;

do $$
declare
    sample uuid[];
    moment timestamptz;
    differing bigint;
begin
    select array_agg(id) into sample
    from (select id from bench.person where level > 0 order by md5(id::text) limit 300) as drawn;
    -- their rows bear the instant at which they were put
    select max(at) into moment from presence.visibility_change;
    create temporary table before on commit drop as
        select * from presence.visible_row where holder_id = any(sample);
    insert into account.address (email, holder_id, confirmed_at)
    select id || '@banc.invalid', id, moment from unnest(sample) as person (id);
    insert into issuing.achievement (id, uri, name, description, criteria, competence_code, reviewed_at)
    select gen_random_uuid(), 'https://banc.invalid/' || code, code, code, code, code, moment from network.competence;
    create temporary table given on commit drop as
        select gen_random_uuid() as id, badge.*, achievement.id as achievement_id
        from bench.badge
        join issuing.achievement on achievement.uri = 'https://banc.invalid/' || badge.competence_code
        where badge.holder_id = any(sample);
    insert into passport.original (sha256, media_type, bytes, received_at)
    select sha256(uuid_send(id)), 'application/json', uuid_send(id), moment from given;
    insert into passport.credential (
        id, identity, original, holder_id, address, achievement_id, standard, format, issuer_uri, credential_uri,
        level, valid_from, authentic, current, issuer, recipient, report, verified_at
    )
    select id, uuid_send(id), sha256(uuid_send(id)), holder_id, holder_id || '@banc.invalid', achievement_id, 'OB 3.0',
           'json', 'https://banc.invalid', 'urn:uuid:' || id, level, date_trunc('day', moment) - make_interval(days => days),
           'yes', 'yes', 'recognised', 'confirmed', '{}', moment
    from given;
    perform count(*) from presence.refresh_all(sample, moment);
    select count(*) into differing from (
        (table before except select * from presence.visible_row where holder_id = any(sample))
        union all
        (select * from presence.visible_row where holder_id = any(sample) except table before)
    ) as difference;
    if differing > 0 or not exists (select from before) then
        raise exception 'the house works out % other rows', differing;
    end if;
    -- All of it is undone: the exception is caught below.
    raise exception using errcode = 'ZZ000';
exception
    when sqlstate 'ZZ000' then null;
end
$$;

drop table bench.person, bench.badge;
