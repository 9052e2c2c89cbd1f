-- A company that a holder lets see them again does so with the batch of the week (R4): whoever came back to its answers
-- alone, at once, would be told from absence by that company after all (C5).
--
-- Invariant: an exclusion is in force as long as its row is there, lifted or not; the batch takes away what was lifted.

alter table presence.excluded add column lifted_at timestamptz;
create index excluded_and_lifted on presence.excluded (lifted_at) where lifted_at is not null;

-- As before; a batch of everybody also ends the exclusions that were lifted, and counts whom it lets be seen by somebody.
create or replace function presence.admit(holders uuid[], moment timestamptz) returns bigint
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
