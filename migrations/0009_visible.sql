-- Who is visible, told in one place: new badges, revocations, consents and withdrawals all ask this function.
--
-- Invariant: C0 and C3 are decided here, from what is stored alone; no caller can hand in an answer.

-- The competences that `holder` may be shown with at `moment`, each at the best proven level.
-- No row: whatever the cause, the answer reads the same.
create function presence.provable(holder uuid, moment timestamptz)
returns table (competence_code text, level smallint, expires_at timestamptz)
language sql stable
begin atomic
    select distinct on (achievement.competence_code)
        achievement.competence_code,
        coalesce(achievement.level, credential.level),
        credential.valid_until
    from passport.credential
    join issuing.achievement on achievement.id = credential.achievement_id
    where credential.holder_id = provable.holder
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
            and address.holder_id = provable.holder
            and address.confirmed_at is not null
      )
    order by achievement.competence_code,
             coalesce(achievement.level, credential.level) desc,
             credential.valid_until desc nulls first;
end;

-- Level that an age band allows at most: nothing under 15 or unknown, counted from 15 to 17 (C3).
create function presence.highest_level(age_band text) returns smallint
language sql immutable
return case age_band when '18_plus' then 3 when '15_17' then 1 else 0 end::smallint;

-- Makes the visible rows of `holders` what they should be at `moment`, logs the change and wakes every node;
-- tells of each how many there are.
create function presence.refresh_all(holders uuid[], moment timestamptz)
returns table (holder uuid, placed bigint)
language plpgsql as $$
#variable_conflict use_column
begin
    -- Two changes of one holder take turns, so that the later one sees what the earlier one wrote.
    perform from account.holder where id = any(holders) order by id for no key update;
    delete from presence.visible_row where holder_id = any(holders);
    insert into presence.visible_row (
        holder_id, competence_code, level, presence_level,
        cell, commune_code, epci_code, department_code, expires_at
    )
    select
        presence.holder_id, proven.competence_code, proven.level, presence.level,
        place.cell, commune.code,
        coalesce(place.epci_code, epci.code),
        coalesce(place.department_code, department.code),
        least(presence.expires_at, proven.expires_at)
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

-- The same for one holder: tells how many competences they show.
create function presence.refresh(holder uuid, moment timestamptz) returns bigint
language sql
begin atomic
    select refreshed.placed from presence.refresh_all(array[refresh.holder], refresh.moment) as refreshed;
end;
