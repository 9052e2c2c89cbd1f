-- A person's rights (PRIVACY C6): to be forgotten, at once or after two years of silence, and to see who saw them.
--
-- Invariant: nothing that lets anybody in or tells who somebody is can be attached to an erased holder: the database
-- refuses, whoever was quicker.

alter table account.holder
    -- when they last came, to the day; null: never
    add column active_at timestamptz,
    -- when they were told that their account would be erased
    add column reminded_at timestamptz,
    -- a tombstone: what others may keep points to it, and it says nothing of anybody
    add column erased_at timestamptz,
    add constraint erased_holder_is_nobody check (
        erased_at is null
        or (wrapped_key is null and age_band is null and active_at is null and reminded_at is null)
    );

update account.holder
set active_at = (select max(session.seen_at) from account.session where session.holder_id = holder.id);

create index holder_by_activity on account.holder ((coalesce(active_at, created_at))) where erased_at is null;

create function account.refuse_the_erased() returns trigger
language plpgsql as $$
declare
    gone timestamptz;
begin
    -- Waits for an erasure under way, and then sees it.
    select holder.erased_at into gone from account.holder where holder.id = new.holder_id for key share;
    if gone is not null then
        raise exception '%.%: this person was erased', tg_table_schema, tg_table_name
            using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;

create trigger address_is_of_somebody before insert or update of holder_id on account.address
    for each row execute function account.refuse_the_erased();
create trigger session_is_of_somebody before insert or update of holder_id on account.session
    for each row execute function account.refuse_the_erased();
create trigger role_is_of_somebody before insert or update of holder_id on account.role
    for each row execute function account.refuse_the_erased();
create trigger profile_is_of_somebody before insert or update of holder_id on account.profile
    for each row execute function account.refuse_the_erased();
create trigger grant_is_of_somebody before insert or update of holder_id on account.application_grant
    for each row execute function account.refuse_the_erased();

-- Whose mail it is, where its address has an account: so that one can ask which mails were sent, and so that none is
-- sent after an erasure.
alter table account.mail add column holder_id uuid references account.holder;
create index mail_of_holder on account.mail (holder_id);

-- « Qui m’a vu »: who was told something of a holder, when, and what they had asked. Kept for twelve months.
create table account.viewing (
    id          bigint generated always as identity primary key,
    holder_id   uuid not null references account.holder,
    at          timestamptz not null,
    viewer_kind text not null
        constraint viewer_is_known check (viewer_kind in ('recruiter', 'facilitator', 'application')),
    -- the company, the organisation or the application, as it was called then
    viewer      text not null,
    -- the consent that it was told under: 2 without a name, 3 with badges; null: the holder let them in otherwise
    level       smallint constraint viewing_needs_a_consent check (level between 2 and 3),
    -- what was looked for: competences of the framework, and the name of the zone
    competences text[] not null,
    zone        text not null,
    constraint recruiter_sees_by_consent_alone check (viewer_kind <> 'recruiter' or level is not null)
);
create index viewing_of_holder on account.viewing (holder_id, at);
create trigger viewing_is_of_somebody before insert or update of holder_id on account.viewing
    for each row execute function account.refuse_the_erased();
