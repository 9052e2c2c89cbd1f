-- Puts invented people where their consents and badges would have put them, set by set. What a trigger checks of each row
-- is checked of all of them by check.sql: a million times less often.
set session_replication_role = replica;

create unique index on bench.person (id);
create index on bench.badge (holder_id);
analyze bench.person, bench.badge;

insert into account.holder (id, created_at, age_band, active_at)
select id, now() - interval '300 days', '18_plus', date_trunc('day', now(), 'UTC')
from bench.person
order by id;

insert into presence.consent (holder_id, action, level, text_version, at, expires_at)
select id, 'given', level, '2026-11-28', now() - make_interval(days => given),
       now() - make_interval(days => given) + make_interval(months => months)
from bench.person
where level > 0
order by id;

insert into presence.presence (holder_id, consent_seq, level, place_kind, place_code, expires_at)
select person.id, consent.seq, person.level, person.kind, person.code, consent.expires_at
from bench.person
join presence.consent on consent.holder_id = person.id
order by person.id;

-- As `presence.refresh_all` writes it, of badges that are all proven, and as the batches of the weeks since let it in.
insert into presence.visible_row (
    holder_id, competence_code, level, presence_level,
    cell, commune_code, epci_code, department_code, expires_at, earned_at,
    place_kind, place_code, let_in_level, let_in_earned_at
)
select
    presence.holder_id, badge.competence_code, badge.level, presence.level,
    place.cell, place.commune_code, place.epci_code, place.department_code,
    presence.expires_at,
    shown.earned_at,
    place.kind, place.code,
    case when presence.level = 2 then badge.level end,
    case when presence.level = 2 then shown.earned_at end
from presence.presence
join presence.place on place.kind = presence.place_kind and place.code = presence.place_code
join bench.badge on badge.holder_id = presence.holder_id
cross join lateral (
    select date_trunc('day', now()) - make_interval(days => badge.days) as earned_at
) as shown
order by presence.holder_id, badge.competence_code;

insert into presence.excluded (holder_id, siren, since)
select id, excluded, now() from bench.person where excluded is not null;

insert into presence.visibility_change (holder_id, at)
select holder_id, now() from presence.presence;

-- The batch of this week, as the house lets people in (R4); a server that starts finds it done.
delete from presence.batch;
select presence.admit_week(date_trunc('week', now() at time zone 'UTC')::date, now());

set session_replication_role = origin;
