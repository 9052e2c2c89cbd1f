-- Nodes are woken by two changes at a time, at most. PostgreSQL takes one lock of the whole server to commit a transaction
-- that notifies, so that hundreds of changes a second would wait for each other's disk. Whoever changes somebody while two
-- others' changes are under way says nothing: nodes go on looking for a while once they were woken, and several times a
-- second whatever they hear. A transaction takes one of the two places at most, and decides once; one that will be undone
-- decides beforehand that it says nothing (`presence.woken`).
create function presence.wake() returns trigger
language plpgsql as $$
begin
    if current_setting('presence.woken', true) = 'yes' then
        return null;
    end if;
    perform set_config('presence.woken', 'yes', true);
    if pg_try_advisory_xact_lock(hashtextextended('presence.wake', 0))
        or pg_try_advisory_xact_lock(hashtextextended('presence.wake', 1))
    then
        perform pg_notify('visibility', '');
    end if;
    return null;
end
$$;

create trigger wake after insert on presence.visibility_change
    for each statement execute function presence.wake();

-- What changes people says so no more itself; all else of it is as it was.
do $$
declare
    silent constant text := e'    perform pg_notify(''visibility'', '''');\n';
    changing regprocedure;
    body text;
begin
    foreach changing in array array[
        'presence.admit(uuid[], timestamptz)',
        'presence.refresh_all(uuid[], timestamptz)'
    ]::regprocedure[] loop
        body := pg_get_functiondef(changing);
        if position(silent in body) = 0 then
            raise exception '% does not notify', changing;
        end if;
        execute replace(body, silent, '');
    end loop;
end
$$;
