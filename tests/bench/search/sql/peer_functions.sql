-- How many match in each cell that a tile meets. Planned for each tile: what is good for a continent is not for a village.
create or replace function peer.counted(env geometry, tags integer[], every boolean)
returns table (cell bigint, people bigint)
language plpgsql stable parallel safe as $$
begin
    if cardinality(tags) < 2 then
        return query
            select rollup.cell, rollup.people::bigint
            from peer.cell
            join peer.rollup on rollup.cell = cell.cell and rollup.tag = coalesce(tags[1], -1)
            where cell.shape && env;
    else
        return query execute format(
            'select holder.cell, count(*)
             from peer.holder
             where holder.tags %s $1 and holder.cell = any($2)
             group by holder.cell',
            case when every then '@>' else '&&' end
        ) using tags, array(select cell.cell from peer.cell where cell.shape && env);
    end if;
end
$$;

create or replace function peer.cells(z integer, x integer, y integer, query_params json) returns bytea
language plpgsql stable parallel safe as $$
declare
    env geometry := st_tileenvelope(z, x, y);
    tags integer[] := coalesce(string_to_array(nullif(query_params ->> 'tags', ''), ',')::integer[], '{}');
    every boolean := query_params ->> 'every' is not null;
begin
    return (
        select st_asmvt(tile, 'cells', 4096, 'geom')
        from (
            select st_asmvtgeom(cell.shape, env, 4096, 64, true) as geom, counted.cell::text as cell, counted.people::integer
            from peer.counted(env, tags, every) as counted
            join peer.cell on cell.cell = counted.cell
        ) as tile
    );
end
$$;
