-- Work to be done once, after the transaction that asked for it: the outbox.

create table jobs.job (
    id              bigint generated always as identity primary key,
    kind            text not null,
    payload         jsonb not null,
    -- a job with the same key that waits already is not queued again
    unique_key      text,
    run_at          timestamptz not null,
    attempts        integer not null default 0,
    leased_until    timestamptz,
    last_error      text,
    queued_at       timestamptz not null,
    done_at         timestamptz,
    failed_at       timestamptz -- given up after its last attempt
);

create index job_waits on jobs.job (run_at) where done_at is null and failed_at is null;
create unique index job_waits_once on jobs.job (kind, unique_key) where done_at is null and failed_at is null;
