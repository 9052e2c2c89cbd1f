-- Five people with a competence that nobody else has, and of one of them what it takes to come back.
create schema if not exists bench;
drop table if exists bench.witness;
insert into network.competence (code, family_code, name_fr, name_en)
select 'banc-temoin', min(code), 'Témoin', 'Witness' from network.competence_family
on conflict do nothing;
delete from presence.presence
where holder_id in (select holder_id from presence.visible_row where competence_code = 'banc-temoin');
create temporary table five as
select gen_random_uuid() as id from generate_series(1, 5);
insert into account.holder (id, created_at, age_band) select id, now(), '18_plus' from five;
with given as (
    insert into presence.consent (holder_id, action, level, text_version, at, expires_at)
    select id, 'given', 2, '2026-11-28', now(), now() + interval '6 months' from five
    returning holder_id, seq, expires_at
)
insert into presence.presence (holder_id, consent_seq, level, place_kind, place_code, expires_at)
select holder_id, seq, 2, 'commune', '41018', expires_at from given;
insert into presence.visible_row (
    holder_id, competence_code, level, presence_level, cell, commune_code, epci_code, department_code, expires_at,
    earned_at, place_kind, place_code
)
select presence.holder_id, 'banc-temoin', 1, 2, place.cell, place.commune_code, place.epci_code, place.department_code,
       presence.expires_at, now() - interval '100 days', place.kind, place.code
from presence.presence
join presence.place on place.kind = presence.place_kind and place.code = presence.place_code
where presence.holder_id in (select id from five);
insert into presence.visibility_change (holder_id, at) select id, now() from five;
select presence.admit(array(select id from five), now());
create table bench.witness as
select * from presence.visible_row where holder_id = (select min(id::text)::uuid from five);
drop table five;
