-- Whoever withdrew agrees again and is let in at once, in one transaction.
begin;
with given as (
    insert into presence.consent (holder_id, action, level, text_version, at, expires_at)
    select holder_id, 'given', 2, '2026-11-28', now(), now() + interval '6 months' from bench.witness
    returning holder_id, seq, expires_at
)
insert into presence.presence (holder_id, consent_seq, level, place_kind, place_code, expires_at)
select holder_id, seq, 2, 'commune', '41018', expires_at from given;
insert into presence.visible_row select * from bench.witness;
insert into presence.visibility_change (holder_id, at) select holder_id, now() from bench.witness;
select presence.admit(array(select holder_id from bench.witness), now());
commit;
