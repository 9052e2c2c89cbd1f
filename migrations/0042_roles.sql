-- The application's role owns nothing: what it may do is granted here, and here alone.
--
-- Invariant: whoever gets hold of the application's connections can read and write rows, and nothing else: no table made,
-- changed, emptied or dropped, no trigger switched off, no row of a ledger changed. Migrations and reference data run
-- as the owner, on a door of their own.

do $$
begin
    create role territoire_app nologin;
exception
    when duplicate_object or unique_violation then null;
end
$$;

do $$
begin
    execute format('grant territoire_app to %I', current_user);
exception
    when duplicate_object or unique_violation or invalid_grant_operation or feature_not_supported then null;
end
$$;

-- Every room of the house as it stands.
do $$
declare
    room name;
begin
    for room in
        select nspname
        from pg_namespace
        where nspname not in ('public', 'information_schema') and nspname not like 'pg\_%'
    loop
        execute format('grant usage on schema %I to territoire_app', room);
        execute format('grant select, insert, update, delete on all tables in schema %I to territoire_app', room);
        execute format('grant usage on all sequences in schema %I to territoire_app', room);
        execute format('grant execute on all functions in schema %I to territoire_app', room);
    end loop;
end
$$;

-- And what comes later.
alter default privileges grant usage on schemas to territoire_app;
alter default privileges grant select, insert, update, delete on tables to territoire_app;
alter default privileges grant usage on sequences to territoire_app;

-- Places come from public data alone; facts about the installation are settled at its first start.
revoke insert, update, delete on all tables in schema territory from territoire_app;
revoke insert, update, delete on audit.instance from territoire_app;

-- Ledgers: rows are added, never changed, and the trigger that says so is not the only one to say it.
revoke update, delete on
    audit.event,
    presence.consent,
    released.release,
    released.figure,
    released.place,
    released.privacy_budget
from territoire_app;
