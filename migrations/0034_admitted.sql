-- Newcomers and changes enter the answers about people without a name in one weekly batch for the whole region (R4), so
-- that no two answers tell who came between them; and the shades of the map.
--
-- Invariant: whoever leaves (a withdrawal, an expiry, a revocation, a lower level, another place) leaves at once, and
-- comes back with the next batch; a renewal at the same place leaves nobody out.

-- What of a visible row was let in by a batch: its level at most, and where.
create table presence.admitted (
    holder_id       uuid not null references account.holder on delete cascade,
    competence_code text not null references network.competence,
    level           smallint not null check (level between 1 and 3),
    place_kind      text not null,
    place_code      text not null,
    -- the date that recency is told by: a newer badge is a change, which waits
    earned_at       timestamptz,
    primary key (holder_id, competence_code)
);

-- The batches, by the Monday that each is of.
create table presence.batch (
    week    date primary key,
    at      timestamptz not null
);

-- Lets in what is visible without a name at `moment` of `holders` (null: of everybody), logs it and wakes the nodes;
-- tells of how many people something changed.
create function presence.admit(holders uuid[], moment timestamptz) returns bigint
language plpgsql as $$
declare
    changed uuid[];
begin
    with let_in as (
        insert into presence.admitted as before (
            holder_id, competence_code, level, place_kind, place_code, earned_at
        )
        select
            visible_row.holder_id, visible_row.competence_code, visible_row.level,
            presence.place_kind, presence.place_code, visible_row.earned_at
        from presence.visible_row
        join presence.presence on presence.holder_id = visible_row.holder_id
        where visible_row.presence_level = 2
          and visible_row.expires_at > moment
          and (holders is null or visible_row.holder_id = any(holders))
        on conflict (holder_id, competence_code) do update set
            level = excluded.level,
            place_kind = excluded.place_kind,
            place_code = excluded.place_code,
            earned_at = excluded.earned_at
        where (before.level, before.place_kind, before.place_code, before.earned_at)
            is distinct from (excluded.level, excluded.place_kind, excluded.place_code, excluded.earned_at)
        returning before.holder_id
    )
    select coalesce(array_agg(distinct let_in.holder_id), '{}') into changed from let_in;
    insert into presence.visibility_change (holder_id, at)
    select id, moment from unnest(changed) as person (id);
    perform pg_notify('visibility', '');
    return cardinality(changed);
end
$$;

-- The batch of a week, once; null: it was done before.
create function presence.admit_week(monday date, moment timestamptz) returns bigint
language plpgsql as $$
begin
    insert into presence.batch (week, at) values (monday, moment) on conflict do nothing;
    if not found then
        return null;
    end if;
    return presence.admit(null, moment);
end
$$;

-- As before; what was let in of `holders` and shows no more, or elsewhere, is out until the next batch, and what shows
-- at a lower level was let in at that level.
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
    delete from presence.admitted
    where admitted.holder_id = any(holders)
      and not exists (
          select from presence.visible_row
          join presence.presence on presence.holder_id = visible_row.holder_id
          where visible_row.holder_id = admitted.holder_id
            and visible_row.competence_code = admitted.competence_code
            and visible_row.presence_level = 2
            and presence.place_kind = admitted.place_kind
            and presence.place_code = admitted.place_code
      );
    update presence.admitted
    set level = visible_row.level, earned_at = least(visible_row.earned_at, admitted.earned_at)
    from presence.visible_row
    where admitted.holder_id = any(holders)
      and visible_row.holder_id = admitted.holder_id
      and visible_row.competence_code = admitted.competence_code
      and visible_row.level < admitted.level;
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

-- The department above each EPCI, kept: worked out from all communes at each question it took most of an answer's time.
create table territory.epci_above (
    epci_code       text primary key references territory.epci on delete cascade,
    department_code text not null references territory.department on delete cascade
);

create function territory.settle_above() returns trigger
language plpgsql as $$
begin
    delete from territory.epci_above;
    insert into territory.epci_above (epci_code, department_code)
    select distinct on (lives_in.epci_code) lives_in.epci_code, lives_in.department_code
    from (
        select epci_code, department_code, sum(population) as residents
        from territory.commune
        where epci_code is not null
        group by epci_code, department_code
    ) as lives_in
    order by lives_in.epci_code, lives_in.residents desc, lives_in.department_code desc;
    return null;
end
$$;
create trigger epci_above_follows_communes
    after insert or update or delete or truncate on territory.commune
    for each statement execute function territory.settle_above();

insert into territory.epci_above (epci_code, department_code)
select epci_code, department_code from territory.department_of_epci;
create or replace view territory.department_of_epci as
    select epci_code, department_code from territory.epci_above;
grant select on territory.epci_above to territoire_public;

-- What shows to recruiters, wherever: level 2 as it was let in (R4), level 3 at once (R7).
create view presence.let_in as
    select
        visible_row.holder_id,
        visible_row.competence_code,
        least(visible_row.level, admitted.level) as level,
        visible_row.presence_level,
        least(visible_row.earned_at, admitted.earned_at) as earned_at,
        visible_row.expires_at,
        presence.place_kind,
        presence.place_code,
        visible_row.cell,
        visible_row.epci_code,
        visible_row.department_code
    from presence.visible_row
    join presence.presence on presence.holder_id = visible_row.holder_id
    left join presence.admitted
        on admitted.holder_id = visible_row.holder_id
       and admitted.competence_code = visible_row.competence_code
       and admitted.place_kind = presence.place_kind
       and admitted.place_code = presence.place_code
       and visible_row.presence_level = 2
    where visible_row.presence_level = 3
       or (visible_row.presence_level = 2 and admitted.holder_id is not null);

-- The same with the scopes that each row lies within, at the width that its holder chose (G1). The index in memory is made
-- of these rows.
create view presence.findable as
    select
        let_in.holder_id,
        let_in.competence_code,
        let_in.level,
        let_in.presence_level,
        let_in.earned_at,
        let_in.expires_at,
        let_in.cell,
        case when let_in.place_kind in ('commune', 'epci') then let_in.epci_code end as epci_code,
        case when let_in.place_kind in ('commune', 'department') then department.code end as department_code,
        case let_in.place_kind
            when 'commune' then department.region_code
            when 'region' then let_in.place_code
        end as region_code
    from presence.let_in
    left join territory.epci_above as above on above.epci_code = let_in.epci_code
    left join territory.department
        on department.code = coalesce(above.department_code, let_in.department_code);

create index visibility_change_by_transaction on presence.visibility_change (xid);

-- What recruiters of `company` may find at one scope, without whoever excludes the company (C5; null: a company that
-- nobody excludes). Every answer and every preview reads this.
create or replace function presence.found(kind text, code text, company text, moment timestamptz)
returns table (
    holder_id uuid, competence_code text, level smallint, presence_level smallint, earned_at timestamptz
)
language sql stable
begin atomic
    select
        findable.holder_id,
        findable.competence_code,
        findable.level,
        findable.presence_level,
        findable.earned_at
    from presence.findable
    where findable.expires_at > found.moment
      and case found.kind
              when 'cell' then findable.cell::text = found.code
              when 'epci' then findable.epci_code = found.code
              when 'department' then findable.department_code = found.code
              when 'region' then findable.region_code = found.code
              else false
          end
      and not exists (
          select from presence.excluded
          where excluded.holder_id = findable.holder_id and excluded.siren = found.company
      );
end;

-- As before; what a card tells of is as it was let in, too.
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
        select let_in.competence_code, let_in.earned_at
        from presence.let_in
        join unnest(competences, levels) as wanted (competence_code, level)
            on wanted.competence_code = let_in.competence_code and wanted.level <= let_in.level
        where let_in.holder_id = drawn.holder_id and let_in.expires_at > moment
        -- one that matches, by keyed hash; of an "every" question the latest date
        order by case when every then let_in.earned_at end desc nulls last,
                 sha256(seed || uuid_send(drawn.holder_id) || convert_to(let_in.competence_code, 'UTF8'))
        limit 1
    ) as told
    where drawn.place <= drawn.bucket
    order by drawn.place;
end;

-- The bucket at each scope of the region where the floors hold (R1, R2): each is answered as its own, none is a sum.
create function presence.shades(
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
    ), person as (
        select placed.kind, placed.code, placed.holder_id
        from placed
        group by placed.kind, placed.code, placed.holder_id
        having not every or count(*) = cardinality(competences)
    ), counted as (
        select person.kind, person.code, count(*) as people
        from person
        group by person.kind, person.code
        having count(*) >= 5
    ), single as (
        select placed.kind, placed.code, placed.competence_code, count(*) as people
        from placed
        where every
        group by placed.kind, placed.code, placed.competence_code
    )
    select
        counted.kind,
        counted.code,
        (case when counted.people >= 20 then 20 when counted.people >= 10 then 10 else 5 end)::smallint
    from counted
    join scope on scope.kind = counted.kind and scope.code = counted.code
    where not exists (
        select from single
        where single.kind = counted.kind and single.code = counted.code and counted.people * 5 > single.people * 4
    );
end;

-- What is shown today stays shown when this comes: nobody becomes a newcomer by it.
select presence.admit(null, now());
