-- How somebody becomes a recruiter, and what ends it: what they asked, what a coordinator decided, what holders report.
--
-- Invariant: one application of a person waits at a time, and each has one outcome; nobody decides for themselves.

-- What recruiters and coordinators are told of a suspension; `suspended_at` (0032) says whether there is one.
alter table account.company add column suspended_reason text,
    add constraint suspended_company_has_a_reason check (suspended_at is not null or suspended_reason is null);
alter table account.recruiter add column suspended_reason text,
    add constraint suspended_recruiter_has_a_reason check (suspended_at is not null or suspended_reason is null);

create table account.recruiter_application (
    id          uuid primary key,
    holder_id   uuid not null references account.holder,
    siret       text not null
        constraint application_names_an_establishment
            check (siret ~ '^[0-9]{14}$' and presence.is_siren(left(siret, 9))),
    siren       text not null generated always as (left(siret, 9)) stored,
    name        text not null constraint application_names_a_company check (length(name) between 2 and 120),
    -- one of their confirmed addresses when they asked
    email       text not null,
    purpose     text not null constraint purpose_is_told_shortly check (length(purpose) between 20 and 500),
    -- which text of data/charter they accepted
    charter     text not null,
    -- in which language they are answered
    language    text not null,
    asked_at    timestamptz not null,
    -- it may be corrected while it waits; a coordinator decides on what they read
    changed_at  timestamptz not null,
    decided_at  timestamptz,
    decision    text constraint decision_is_known check (decision in ('accepted', 'refused')),
    decided_by  uuid references account.holder,
    -- what is told to whoever was refused
    reason      text,
    constraint decision_is_whole check (
        (decided_at is null) = (decision is null)
        and (decided_at is null) = (decided_by is null)
        and (reason is not null) = (decision is not null and decision = 'refused')
    ),
    constraint nobody_decides_for_themselves check (decided_by <> holder_id)
);
create unique index one_application_of_a_person_waits on account.recruiter_application (holder_id)
    where decided_at is null;
create index recruiter_application_waits on account.recruiter_application (asked_at) where decided_at is null;
create index recruiter_application_by_domain on account.recruiter_application (split_part(email, '@', 2));
create trigger recruiter_application_is_of_somebody
    before insert or update of holder_id on account.recruiter_application
    for each row execute function account.refuse_the_erased();

-- What holders report of a recruiter (R6). Coordinators read what happened, never who says so.
create table account.report (
    id              uuid primary key,
    recruiter_id    uuid not null references account.holder,
    siren           text not null references account.company,
    -- who reports; null: they were erased since, and their words with them
    holder_id       uuid references account.holder,
    -- the exchange that it is about
    thread_id       uuid not null,
    reason          text not null constraint reason_is_short check (length(reason) <= 1000),
    at              timestamptz not null,
    decided_at      timestamptz,
    decided_by      uuid references account.holder,
    decision        text constraint review_is_known check (decision in ('cleared', 'suspended')),
    constraint review_is_whole check (
        (decided_at is null) = (decision is null) and (decided_at is null) = (decided_by is null)
    ),
    constraint nobody_reviews_reports_of_themselves check (decided_by <> recruiter_id),
    constraint an_exchange_is_reported_once unique (holder_id, thread_id)
);
create index report_waits on account.report (recruiter_id) where decided_at is null;
create trigger report_is_of_somebody before insert or update of holder_id on account.report
    for each row execute function account.refuse_the_erased();
