-- Companies and associations that seek people, and their recruiters.
--
-- Invariant: nobody asks before a coordinator approved it, nor after a suspension.

create table account.company (
    siren           text primary key constraint company_has_a_siren check (presence.is_siren(siren)),
    name            text not null,
    created_at      timestamptz not null,
    -- holders' reports, or a coordinator: none of its recruiters asks meanwhile
    suspended_at    timestamptz
);

create table account.recruiter (
    holder_id       uuid primary key references account.holder,
    siren           text not null references account.company,
    asked_at        timestamptz not null,
    approved_at     timestamptz,
    approved_by     uuid references account.holder,
    suspended_at    timestamptz,
    constraint nobody_approves_themselves check (approved_by <> holder_id)
);
create index recruiter_of_company on account.recruiter (siren);
create trigger recruiter_is_somebody before insert or update of holder_id on account.recruiter
    for each row execute function account.refuse_the_erased();
