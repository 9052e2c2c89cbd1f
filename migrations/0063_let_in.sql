-- What the weekly batch let in (R4) stands in the row that shows, and no more in a table beside it: whoever serves a million
-- people reads one table instead of joining three, and a change of a person writes half as much.
--
-- Invariant, as before: whoever leaves (a withdrawal, an expiry, a revocation, a lower level, another place) leaves at once,
-- and comes back with the next batch; a renewal at the same place leaves nobody out.

alter table presence.visible_row
    add column place_kind text,
    add column place_code text,
    -- what a batch let in of it: its level at most, and the date that recency is told by; null: it waits for one
    add column let_in_level smallint check (let_in_level between 1 and 3),
    add column let_in_earned_at timestamptz;

update presence.visible_row
set place_kind = known.place_kind,
    place_code = known.place_code,
    let_in_level = known.level,
    let_in_earned_at = known.earned_at
from (
    select
        shown.holder_id, shown.competence_code, presence.place_kind, presence.place_code,
        case when shown.presence_level = 2 then let_in.level end as level,
        case when shown.presence_level = 2 then let_in.earned_at end as earned_at
    from presence.visible_row as shown
    join presence.presence on presence.holder_id = shown.holder_id
    left join presence.let_in
        on let_in.holder_id = shown.holder_id and let_in.competence_code = shown.competence_code
) as known
where visible_row.holder_id = known.holder_id and visible_row.competence_code = known.competence_code;

alter table presence.visible_row
    alter column place_kind set not null,
    alter column place_code set not null,
    add constraint people_with_a_name_wait_for_no_batch check (let_in_level is null or presence_level = 2);

-- Where people can work, at the width that they choose (G1): what a row says of it, and the scopes that it lies within.
create view presence.place as
    select
        place.kind, place.code, place.cell, place.commune_code, place.epci_code, place.department_code,
        case when place.kind in ('commune', 'department') then department.code end as within_department,
        case place.kind when 'commune' then department.region_code when 'region' then place.code end as within_region
    from (
        select 'commune' as kind, commune_cell.commune_code as code, published_cell.cell, commune_cell.commune_code,
               published_cell.epci_code, published_cell.department_code
        from territory.commune_cell
        join territory.published_cell
            on published_cell.tree_id = commune_cell.tree_id and published_cell.cell = commune_cell.cell
        where commune_cell.tree_id = (select max(tree.id) from territory.tree where tree.k = 2000)
        union all
        select 'epci', code, null, null, code, null from territory.epci
        union all
        select 'department', code, null, null, null, code from territory.department
        union all
        select 'region', code, null, null, null, null from territory.region
    ) as place
    left join territory.epci_above as above on above.epci_code = place.epci_code
    left join territory.department on department.code = coalesce(above.department_code, place.department_code);

-- As before, of one table.
create or replace view presence.let_in as
    select
        visible_row.holder_id,
        visible_row.competence_code,
        least(visible_row.level, visible_row.let_in_level) as level,
        visible_row.presence_level,
        least(visible_row.earned_at, visible_row.let_in_earned_at) as earned_at,
        visible_row.expires_at,
        visible_row.place_kind,
        visible_row.place_code,
        visible_row.cell,
        visible_row.epci_code,
        visible_row.department_code
    from presence.visible_row
    where visible_row.presence_level = 3 or visible_row.let_in_level is not null;

-- As before.
create or replace function presence.admit(holders uuid[], moment timestamptz) returns bigint
language plpgsql as $$
declare
    changed uuid[];
begin
    with let_in as (
        update presence.visible_row
        set let_in_level = visible_row.level, let_in_earned_at = visible_row.earned_at
        where visible_row.presence_level = 2
          and visible_row.expires_at > moment
          and (holders is null or visible_row.holder_id = any(holders))
          and (visible_row.let_in_level, visible_row.let_in_earned_at)
              is distinct from (visible_row.level, visible_row.earned_at)
        returning visible_row.holder_id
    ), seen_again as (
        delete from presence.excluded as ended
        where holders is null and ended.lifted_at <= moment
        returning ended.holder_id
    )
    select coalesce(array_agg(distinct person.holder_id), '{}') into changed
    from (select holder_id from let_in union all select holder_id from seen_again) as person;
    insert into presence.visibility_change (holder_id, at)
    select id, moment from unnest(changed) as person (id);
    perform pg_notify('visibility', '');
    return cardinality(changed);
end
$$;

-- As before; a row that shows as it did is not written again. What was let in of a row stays where it shows at the same
-- place, at its new level at most.
create or replace function presence.refresh_all(holders uuid[], moment timestamptz)
returns table (holder uuid, placed bigint)
language plpgsql as $$
#variable_conflict use_column
begin
    -- Two changes of one holder take turns, so that the later one sees what the earlier one wrote.
    perform from account.holder where id = any(holders) order by id for no key update;
    with fresh as materialized (
        select
            presence.holder_id, proven.competence_code, proven.level, presence.level as presence_level,
            place.cell, place.commune_code, place.epci_code, place.department_code,
            least(presence.expires_at, proven.expires_at) as expires_at,
            proven.earned_at, presence.place_kind, presence.place_code
        from presence.presence
        join account.holder as person on person.id = presence.holder_id
        cross join lateral presence.provable(presence.holder_id, moment) as proven
        join presence.place on place.kind = presence.place_kind and place.code = presence.place_code
        where presence.holder_id = any(holders)
          and presence.expires_at > moment
          and presence.level <= presence.highest_level(person.age_band)
    ), put as (
        insert into presence.visible_row as before (
            holder_id, competence_code, level, presence_level,
            cell, commune_code, epci_code, department_code, expires_at, earned_at, place_kind, place_code
        )
        select
            holder_id, competence_code, level, presence_level,
            cell, commune_code, epci_code, department_code, expires_at, earned_at, place_kind, place_code
        from fresh
        on conflict (holder_id, competence_code) do update set
            level = excluded.level,
            presence_level = excluded.presence_level,
            cell = excluded.cell,
            commune_code = excluded.commune_code,
            epci_code = excluded.epci_code,
            department_code = excluded.department_code,
            expires_at = excluded.expires_at,
            earned_at = excluded.earned_at,
            place_kind = excluded.place_kind,
            place_code = excluded.place_code,
            (let_in_level, let_in_earned_at) = (
                select least(before.let_in_level, excluded.level), least(before.let_in_earned_at, excluded.earned_at)
                where before.let_in_level is not null
                  and excluded.presence_level = 2
                  and (before.place_kind, before.place_code) = (excluded.place_kind, excluded.place_code)
            )
        where (
            before.level, before.presence_level, before.cell, before.commune_code, before.epci_code,
            before.department_code, before.expires_at, before.earned_at, before.place_kind, before.place_code
        ) is distinct from (
            excluded.level, excluded.presence_level, excluded.cell, excluded.commune_code, excluded.epci_code,
            excluded.department_code, excluded.expires_at, excluded.earned_at, excluded.place_kind, excluded.place_code
        )
    )
    delete from presence.visible_row as gone
    where gone.holder_id = any(holders)
      and not exists (
          select from fresh
          where fresh.holder_id = gone.holder_id and fresh.competence_code = gone.competence_code
      );
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

drop table presence.admitted;
