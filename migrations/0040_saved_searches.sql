-- Searches that recruiters keep, and what they were last told of each.
--
-- Invariant: what is told is a zone and a bucket, as the answer itself would have it (R1): no count, and nobody.

create table search.saved (
    id              uuid primary key,
    holder_id       uuid not null references account.holder on delete cascade,
    name            text not null constraint saved_search_has_a_name check (length(name) between 1 and 80),
    competences     text[] not null,
    levels          smallint[] not null,
    every           boolean not null,
    scope_kind      text not null,
    scope_code      text not null,
    created_at      timestamptz not null,
    -- whether its recruiter is written to when the answer grows
    alert           boolean not null,
    -- the answer as it was told last; nulls: fewer than five
    told_kind       text,
    told_code       text,
    told_bucket     smallint check (told_bucket in (5, 10, 20)),
    told_at         timestamptz not null,
    -- the weekly batch (R4) after which it was last asked
    checked_week    date,
    constraint saved_search_seeks_something
        check (cardinality(competences) > 0 and cardinality(competences) = cardinality(levels)),
    constraint told_answer_is_whole
        check (num_nulls(told_kind, told_code, told_bucket) in (0, 3))
);
create index saved_of_holder on search.saved (holder_id);
create index saved_with_alert on search.saved (checked_week) where alert;
create trigger saved_is_somebodys before insert or update of holder_id on search.saved
    for each row execute function account.refuse_the_erased();
