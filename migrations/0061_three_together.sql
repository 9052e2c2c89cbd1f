-- How many competences a recruiter may ask for in one person (R1): two, and three from 10,000 visible people on.
--
-- Invariant: this is decided once with each weekly batch, so that between two of them it tells of nobody who comes or goes.

alter table presence.batch
    add column together smallint not null default 2
        constraint two_or_three_together check (together in (2, 3));

-- As before; the batch also counts who is visible by it.
create or replace function presence.admit_week(monday date, moment timestamptz) returns bigint
language plpgsql as $$
declare
    changed bigint;
begin
    insert into presence.batch (week, at) values (monday, moment) on conflict do nothing;
    if not found then
        return null;
    end if;
    changed := presence.admit(null, moment);
    update presence.batch
    set together = 3
    where week = monday
      and (
          select count(distinct visible_row.holder_id) >= 10000
          from presence.visible_row
          where visible_row.presence_level >= 2 and visible_row.expires_at > moment
      );
    return changed;
end
$$;

-- What the latest batch decided; two before the first.
create function presence.together() returns smallint
language sql stable as $$
    select coalesce((select together from presence.batch order by week desc limit 1), 2::smallint)
$$;
