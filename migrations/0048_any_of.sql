-- An answer about any of several competences tells no more than the answers about each of them would: at a scope, only
-- competences that hold the floor alone count and are drawn from, and the bucket is the greatest of theirs.
--
-- Counted together, two questions that differ by one rare competence (« any of A, B » and « any of A, B, C ») tell one
-- person apart wherever the first is at the edge of a bucket, and an attacker may look for such edges among thousands of
-- sets: `tests/privacy` found half of the people on the map beside a coin's throw of 5 points, with three sets alone.
-- Invariant: whatever set is asked for, what is told follows from the answers about single competences and pairs.

-- How many are told of at one scope, and which of the competences they are drawn by.
create function presence.counted(
    competences text[], levels smallint[], every boolean, kind text, code text, company text, moment timestamptz
)
returns table (people bigint, held text[], held_levels smallint[])
language sql stable
begin atomic
    select count(*), counted.competences, counted.levels
    from presence.matching(
        counted.competences, counted.levels, true, counted.kind, counted.code, counted.company, counted.moment
    ) as person
    where person.presence_level = 2
    having counted.every
    union all
    select max(single.people), array_agg(single.competence_code order by single.competence_code),
           array_agg(single.level order by single.competence_code)
    from (
        select found.competence_code, wanted.level, count(*) as people
        from presence.found(counted.kind, counted.code, counted.company, counted.moment) as found
        join unnest(counted.competences, counted.levels) as wanted (competence_code, level)
            on wanted.competence_code = found.competence_code and wanted.level <= found.level
        where found.presence_level = 2
        group by found.competence_code, wanted.level
        having count(*) >= 5
    ) as single
    where not counted.every
    having count(*) > 0;
end;

-- As before, of what is counted so.
create or replace function presence.answer(
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
        select scope.step, scope.kind, scope.code, matched.people, matched.held, matched.held_levels
        from presence.scopes(asked_kind, asked_code) as scope
        cross join lateral presence.counted(
            answer.competences, answer.levels, every, scope.kind, scope.code, company, moment
        ) as matched
    ), answering as (
        select
            counted.kind,
            counted.code,
            counted.held,
            counted.held_levels,
            (case when counted.people >= 20 then 20 when counted.people >= 10 then 10 else 5 end)::smallint as bucket
        from counted
        where counted.people >= 5
          and (not every or not exists (
              select from unnest(answer.competences, answer.levels) as single (competence_code, level)
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
            answering.held,
            answering.held_levels,
            person.holder_id,
            row_number() over (
                order by (person.holder_id = ahead) is true desc,
                         sha256(seed || uuid_send(person.holder_id)),
                         person.holder_id
            ) as place
        from answering
        cross join lateral presence.matching(
            answering.held, answering.held_levels, every, answering.kind, answering.code, company, moment
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
        select findable.competence_code, findable.earned_at
        from presence.findable
        join unnest(drawn.held, drawn.held_levels) as wanted (competence_code, level)
            on wanted.competence_code = findable.competence_code and wanted.level <= findable.level
        where findable.holder_id = drawn.holder_id and findable.expires_at > moment
        -- one that matches, by keyed hash; of an "every" question the latest date
        order by case when every then findable.earned_at end desc nulls last,
                 sha256(seed || uuid_send(drawn.holder_id) || convert_to(findable.competence_code, 'UTF8'))
        limit 1
    ) as told
    where drawn.place <= drawn.bucket
    order by drawn.place;
end;

-- As before; of several competences the bucket of the most frequent.
create or replace function presence.shades(
    competences text[], levels smallint[], every boolean, company text, moment timestamptz
)
returns table (kind text, code text, bucket smallint)
language sql stable
begin atomic
    with matching as (
        select findable.*
        from presence.findable
        join unnest(competences, levels) as wanted (competence_code, level)
            on wanted.competence_code = findable.competence_code and wanted.level <= findable.level
        where findable.presence_level = 2
          and findable.expires_at > shades.moment
          and not exists (
              select from presence.excluded
              where excluded.holder_id = findable.holder_id and excluded.siren = shades.company
          )
    ), scope as (
        select 'cell' as kind, cell::text as code from presence.live_cell
        union all
        select distinct 'epci', epci_code from presence.live_cell where epci_code is not null
        union all
        select 'department', department.code from territory.department
        union all
        select 'region', region.code from territory.region
    ), placed as (
        select within.kind, within.code, matching.holder_id, matching.competence_code
        from matching
        cross join lateral (
            values ('cell', matching.cell::text), ('epci', matching.epci_code),
                   ('department', matching.department_code), ('region', matching.region_code)
        ) as within (kind, code)
        where within.code is not null
    ), single as (
        select placed.kind, placed.code, placed.competence_code, count(*) as people
        from placed
        group by placed.kind, placed.code, placed.competence_code
    ), person as (
        select placed.kind, placed.code, placed.holder_id
        from placed
        where every
        group by placed.kind, placed.code, placed.holder_id
        having count(*) = cardinality(competences)
    ), counted as (
        select person.kind, person.code, count(*) as people
        from person
        group by person.kind, person.code
        having count(*) >= 5
        union all
        select single.kind, single.code, max(single.people)
        from single
        where not every
        group by single.kind, single.code
        having max(single.people) >= 5
    )
    select
        counted.kind,
        counted.code,
        (case when counted.people >= 20 then 20 when counted.people >= 10 then 10 else 5 end)::smallint
    from counted
    join scope on scope.kind = counted.kind and scope.code = counted.code
    where not every or not exists (
        select from single
        where single.kind = counted.kind and single.code = counted.code and counted.people * 5 > single.people * 4
    );
end;
