-- Whoever serves comes in by a login of its own: a role that was only put on (`set role`) is taken off by whoever runs SQL
-- of their own, and the owner is underneath, who may drop tables and, on a private cluster, run programs.
--
-- Invariant: the login owns nothing, inherits nothing, and may put on the two roles of the house and no other. It has no
-- password: on a server that asks for one it is closed until an operator gives it one.

do $$
begin
    create role territoire_server login noinherit;
exception
    when duplicate_object or unique_violation or insufficient_privilege then null;
end
$$;

do $$
begin
    grant territoire_app, territoire_public to territoire_server;
exception
    -- two databases of one server at once, or roles that an operator looks after by hand
    when undefined_object or unique_violation or insufficient_privilege then null;
    when others then
        if sqlerrm not like '%concurrently updated%' then
            raise;
        end if;
end
$$;
