-- A holder's own place on the map: which badges they chose, whom they keep out, what has been written to them; and the
-- question that recruiters ask, as SQL answers it (R1, R2, R7, C5). The index in memory must say the same.
--
-- Invariant: no function here gives a count away; whoever matches is counted after exclusions, so that to an excluded
-- company a holder is absent, byte for byte under the same seed.

alter table presence.presence
    -- only the badges of `presence.chosen` show; false: all of them, as consents that came with a manifest mean it
    add column badges_chosen boolean not null default false,
    -- when its holder was told that it ends soon
    add column reminded_at timestamptz;

-- The chosen badges' identifiers, sealed under the holder's key beside the place (C1).
alter table presence.consent add column sealed_badges bytea;

create table presence.chosen (
    holder_id       uuid not null references presence.presence on delete cascade,
    credential_id   uuid not null references passport.credential on delete cascade,
    primary key (holder_id, credential_id)
);
create index chosen_by_credential on presence.chosen (credential_id);

-- A company's number: nine digits of which the last makes the sum right (Luhn, ISO/IEC 7812-1, annex B).
create function presence.is_siren(code text) returns boolean
language sql immutable
return code ~ '^[0-9]{9}$' and code <> '000000000' and (
    select sum(case when place % 2 = 0 then (digit * 2) % 10 + (digit * 2) / 10 else digit end) % 10 = 0
    from (
        select place, substr(code, place, 1)::integer as digit
        from generate_series(1, 9) as place
        where code ~ '^[0-9]{9}$'
    ) as digits
);

-- Companies that must never see a holder (C5). They stay when a consent ends.
create table presence.excluded (
    holder_id   uuid not null references account.holder on delete cascade,
    siren       text not null constraint excluded_company_has_a_siren check (presence.is_siren(siren)),
    since       timestamptz not null,
    primary key (holder_id, siren)
);
create index excluded_by_company on presence.excluded (siren);

-- Who was told once that their badges may be shown if they wish.
create table presence.invitation (
    holder_id   uuid primary key references account.holder on delete cascade,
    at          timestamptz not null
);

-- When the badge behind a visible row was given: recruiters see a class of it, never the date (R3).
alter table presence.visible_row add column earned_at timestamptz;

-- The credentials of `holder` that pass C0 and C4 at `moment`, chosen or not.
create function presence.proven(holder uuid, moment timestamptz)
returns table (
    credential_id uuid, competence_code text, level smallint, expires_at timestamptz, earned_at timestamptz
)
language sql stable
begin atomic
    select
        credential.id,
        achievement.competence_code,
        coalesce(achievement.level, credential.level),
        credential.valid_until,
        credential.valid_from
    from passport.credential
    join issuing.achievement on achievement.id = credential.achievement_id
    where credential.holder_id = proven.holder
      and credential.authentic = 'yes'
      and credential.current = 'yes'
      and credential.issuer = 'recognised'
      and credential.recipient = 'confirmed'
      and (credential.valid_from is null or credential.valid_from <= moment)
      and (credential.valid_until is null or credential.valid_until > moment)
      and achievement.competence_code is not null
      and achievement.reviewed_at is not null
      and not achievement.sensitive
      and exists (
          select from account.address
          where address.email = credential.address
            and address.holder_id = proven.holder
            and address.confirmed_at is not null
      );
end;

-- The same, one row a competence, at the best level of the badges that the holder chose.
drop function presence.provable(uuid, timestamptz);
create function presence.provable(holder uuid, moment timestamptz)
returns table (competence_code text, level smallint, expires_at timestamptz, earned_at timestamptz)
language sql stable
begin atomic
    select distinct on (proven.competence_code)
        proven.competence_code,
        proven.level,
        proven.expires_at,
        proven.earned_at
    from presence.proven(provable.holder, provable.moment) as proven
    where not exists (
              select from presence.presence
              where presence.holder_id = provable.holder and presence.badges_chosen
          )
       or exists (
              select from presence.chosen
              where chosen.holder_id = provable.holder and chosen.credential_id = proven.credential_id
          )
    order by proven.competence_code, proven.level desc, proven.expires_at desc nulls first, proven.earned_at desc;
end;

-- As before, with the date of the badge.
create or replace function presence.refresh_all(holders uuid[], moment timestamptz)
returns table (holder uuid, placed bigint)
language plpgsql as $$
#variable_conflict use_column
begin
    -- Two changes of one holder take turns, so that the later one sees what the earlier one wrote.
    perform from account.holder where id = any(holders) order by id for no key update;
    delete from presence.visible_row where holder_id = any(holders);
    insert into presence.visible_row (
        holder_id, competence_code, level, presence_level,
        cell, commune_code, epci_code, department_code, expires_at, earned_at
    )
    select
        presence.holder_id, proven.competence_code, proven.level, presence.level,
        place.cell, commune.code,
        coalesce(place.epci_code, epci.code),
        coalesce(place.department_code, department.code),
        least(presence.expires_at, proven.expires_at),
        proven.earned_at
    from presence.presence
    join account.holder as person on person.id = presence.holder_id
    cross join lateral presence.provable(presence.holder_id, moment) as proven
    left join territory.commune on presence.place_kind = 'commune' and commune.code = presence.place_code
    left join territory.commune_cell
        on commune_cell.commune_code = commune.code
       and commune_cell.tree_id = (select max(tree.id) from territory.tree where tree.k = 2000)
    left join territory.published_cell as place
        on place.tree_id = commune_cell.tree_id and place.cell = commune_cell.cell
    left join territory.epci on presence.place_kind = 'epci' and epci.code = presence.place_code
    left join territory.department on presence.place_kind = 'department' and department.code = presence.place_code
    where presence.holder_id = any(holders)
      and presence.expires_at > moment
      and presence.level <= presence.highest_level(person.age_band)
      and (presence.place_kind <> 'commune' or place.cell is not null);
    insert into presence.visibility_change (holder_id, at)
    select distinct person.id, moment from unnest(holders) as person (id);
    perform pg_notify('visibility', '');
    return query
        select person.id, count(visible_row.holder_id)
        from (select distinct asked.id from unnest(holders) as asked (id)) as person
        left join presence.visible_row on visible_row.holder_id = person.id
        group by person.id;
end
$$;

-- The department above an EPCI: where most of its residents live; the higher code where two are equal (G5).
create view territory.department_of_epci as
    select distinct on (lives_in.epci_code) lives_in.epci_code, lives_in.department_code
    from (
        select epci_code, department_code, sum(population) as residents
        from territory.commune
        where epci_code is not null
        group by epci_code, department_code
    ) as lives_in
    order by lives_in.epci_code, lives_in.residents desc, lives_in.department_code desc;

-- The published cells of the live tree with what is above each.
create view presence.live_cell as
    select
        published_cell.cell,
        published_cell.commune_code,
        published_cell.epci_code,
        coalesce(above.department_code, published_cell.department_code) as department_code
    from territory.published_cell
    left join territory.department_of_epci as above on above.epci_code = published_cell.epci_code
    where published_cell.tree_id = (select max(tree.id) from territory.tree where tree.k = 2000);

grant select on territory.department_of_epci to territoire_public;

-- The scopes that may answer a question asked at one of them, the narrowest first: cell, EPCI, department, region.
-- An EPCI without a cell of its own is answered with its department. `code` of a cell is its H3 index in decimal.
create function presence.scopes(asked_kind text, asked_code text)
returns table (step integer, kind text, code text)
language sql stable
begin atomic
    with asked as (
        select
            case asked_kind
                when 'epci' then asked_code
                when 'cell' then (select epci_code from presence.live_cell where cell::text = asked_code)
            end as epci_code,
            case asked_kind
                when 'epci' then (
                    select department_code from territory.department_of_epci where epci_code = asked_code
                )
                when 'cell' then (select department_code from presence.live_cell where cell::text = asked_code)
                when 'department' then asked_code
            end as department_code
    )
    select 1, 'cell', cell::text
    from presence.live_cell
    where asked_kind = 'cell' and cell::text = asked_code
    union all
    select 2, 'epci', asked.epci_code
    from asked
    where exists (select from presence.live_cell where live_cell.epci_code = asked.epci_code)
    union all
    select 3, 'department', department.code
    from asked
    join territory.department on department.code = asked.department_code
    union all
    select 4, 'region', region.code
    from asked
    left join territory.department on department.code = asked.department_code
    join territory.region
        on region.code = coalesce(department.region_code, case asked_kind when 'region' then asked_code end);
end;

-- What recruiters of `company` may find at one scope: levels 2 and 3, each at the width that its holder chose (G1), in
-- cells that lie within the scope, without whoever excludes the company (C5; null: a company that nobody excludes).
-- Whatever holds newcomers back until their batch (R4) belongs here: every answer and every preview reads this.
create function presence.found(kind text, code text, company text, moment timestamptz)
returns table (
    holder_id uuid, competence_code text, level smallint, presence_level smallint, earned_at timestamptz
)
language sql stable
begin atomic
    select
        visible_row.holder_id,
        visible_row.competence_code,
        visible_row.level,
        visible_row.presence_level,
        visible_row.earned_at
    from presence.visible_row
    join presence.presence on presence.holder_id = visible_row.holder_id
    left join territory.department_of_epci as above on above.epci_code = visible_row.epci_code
    left join territory.department
        on department.code = coalesce(above.department_code, visible_row.department_code)
    where visible_row.presence_level >= 2
      and visible_row.expires_at > found.moment
      and case found.kind
              when 'cell' then visible_row.cell::text = found.code
              when 'epci' then visible_row.epci_code = found.code
              when 'department' then presence.place_kind in ('commune', 'department') and department.code = found.code
              when 'region' then (presence.place_kind = 'commune' and department.region_code = found.code)
                              or (presence.place_kind = 'region' and presence.place_code = found.code)
              else false
          end
      and not exists (
          select from presence.excluded
          where excluded.holder_id = visible_row.holder_id and excluded.siren = found.company
      );
end;

-- Who matches at one scope: any of the competences, or every one of them, each at its level or above.
create function presence.matching(
    competences text[], levels smallint[], every boolean, kind text, code text, company text, moment timestamptz
)
returns table (holder_id uuid, presence_level smallint)
language sql stable
begin atomic
    select found.holder_id, min(found.presence_level)
    from presence.found(matching.kind, matching.code, matching.company, matching.moment) as found
    join unnest(matching.competences, matching.levels) as wanted (competence_code, level)
        on wanted.competence_code = found.competence_code and wanted.level <= found.level
    group by found.holder_id
    having not matching.every or count(*) = cardinality(matching.competences);
end;

-- The answer about people who are visible without a name: at the narrowest scope where at least five match (R1) and, of
-- an "every" question, at most 80 % of those whom each single competence matches (R2); level 3 is counted nowhere here (R7).
-- `bucket` is 5, 10 or 20: so many match at least, and as many rows are drawn, by `seed`. No row: fewer than five,
-- or too many of a kind; both read the same. `ahead` is drawn first if they match: for the preview of their own.
-- Not for recruiters' eyes: `holder_id` and `earned_at`. Cards are made of the rest (`src/presence/question/card.rs`).
create function presence.answer(
    competences text[], levels smallint[], every boolean, asked_kind text, asked_code text,
    company text, seed bytea, ahead uuid, moment timestamptz
)
returns table (
    kind text, code text, bucket smallint,
    place bigint, holder_id uuid, competence_code text, earned_at timestamptz
)
language sql stable
begin atomic
    with counted as (
        select scope.step, scope.kind, scope.code, matched.people
        from presence.scopes(asked_kind, asked_code) as scope
        cross join lateral (
            select count(*) as people
            from presence.matching(competences, levels, every, scope.kind, scope.code, company, moment) as person
            where person.presence_level = 2
        ) as matched
    ), answering as (
        select
            counted.kind,
            counted.code,
            (case when counted.people >= 20 then 20 when counted.people >= 10 then 10 else 5 end)::smallint as bucket
        from counted
        where counted.people >= 5
          and (not every or not exists (
              select from unnest(competences, levels) as single (competence_code, level)
              cross join lateral (
                  select count(*) as people
                  from presence.matching(
                      array[single.competence_code], array[single.level], true,
                      counted.kind, counted.code, company, moment
                  ) as person
                  where person.presence_level = 2
              ) as alone
              where counted.people * 5 > alone.people * 4
          ))
        order by counted.step
        limit 1
    ), drawn as (
        select
            answering.kind,
            answering.code,
            answering.bucket,
            person.holder_id,
            row_number() over (
                order by (person.holder_id = ahead) is true desc,
                         sha256(seed || uuid_send(person.holder_id)),
                         person.holder_id
            ) as place
        from answering
        cross join lateral presence.matching(
            competences, levels, every, answering.kind, answering.code, company, moment
        ) as person
        where person.presence_level = 2
    )
    select
        drawn.kind,
        drawn.code,
        drawn.bucket,
        drawn.place,
        drawn.holder_id,
        case when every then null else told.competence_code end,
        told.earned_at
    from drawn
    cross join lateral (
        select visible_row.competence_code, visible_row.earned_at
        from presence.visible_row
        join unnest(competences, levels) as wanted (competence_code, level)
            on wanted.competence_code = visible_row.competence_code and wanted.level <= visible_row.level
        where visible_row.holder_id = drawn.holder_id
        -- one that matches, by keyed hash; of an "every" question the latest date
        order by case when every then visible_row.earned_at end desc nulls last,
                 sha256(seed || uuid_send(drawn.holder_id) || convert_to(visible_row.competence_code, 'UTF8'))
        limit 1
    ) as told
    where drawn.place <= drawn.bucket
    order by drawn.place;
end;

-- Those who match and chose to show their badges, at the scope that was asked: listed apart (R7).
create function presence.with_badges(
    competences text[], levels smallint[], every boolean, asked_kind text, asked_code text,
    company text, moment timestamptz
)
returns table (kind text, code text, holder_id uuid)
language sql stable
begin atomic
    select scope.kind, scope.code, person.holder_id
    from (
        select scopes.kind, scopes.code
        from presence.scopes(asked_kind, asked_code) as scopes
        order by scopes.step
        limit 1
    ) as scope
    cross join lateral presence.matching(
        competences, levels, every, scope.kind, scope.code, company, moment
    ) as person
    where person.presence_level = 3;
end;

-- Of `competences`, those that fewer than five visible people have in the department above a scope (or in the region,
-- where a holder chose the region): whoever shows one of them may be guessed.
create function presence.rare(competences text[], asked_kind text, asked_code text, moment timestamptz)
returns table (competence_code text)
language sql stable
begin atomic
    with wide as (
        select scopes.kind, scopes.code
        from presence.scopes(asked_kind, asked_code) as scopes
        where scopes.step >= 3
        order by scopes.step
        limit 1
    )
    select distinct wanted.competence_code
    from unnest(competences) as wanted (competence_code)
    left join wide on true
    where (
        select count(*)
        from presence.found(wide.kind, wide.code, null, rare.moment) as found
        where found.competence_code = wanted.competence_code
    ) < 5;
end;
