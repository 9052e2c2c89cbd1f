-- PostgreSQL plans by what it last counted, and counts by itself a minute later: right after many people came at once its
-- plans are of tables that were empty, and a question that takes milliseconds may take minutes.
--
-- Invariant: whoever serves owns nothing, and may have everything counted all the same.

create function territory.take_stock() returns void
language plpgsql security definer
set search_path = ''
as $$
declare
    own regclass;
begin
    for own in
        select class.oid
        from pg_catalog.pg_class as class
        join pg_catalog.pg_namespace as schema on schema.oid = class.relnamespace
        where class.relkind = 'r'
          and class.relowner = current_user::regrole
          and schema.nspname not like 'pg\_%'
          and schema.nspname <> 'information_schema'
    loop
        execute pg_catalog.format('analyze %s', own);
    end loop;
end
$$;
revoke execute on function territory.take_stock() from public;
grant execute on function territory.take_stock() to territoire_app;
