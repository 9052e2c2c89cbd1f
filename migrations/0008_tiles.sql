-- Vector tiles of the public map: two functions for the role behind public routes, which sees nothing else.
--
-- Invariant: a tile holds places and classes, never a count (PRIVACY P4), and of the latest release alone.

-- The release that the map shows; null before the first.
create function released.latest() returns integer
language sql stable parallel safe
return (select max(id) from released.release);

-- Half a pixel of a 512-pixel tile, in metres of EPSG:3857: what nobody sees moved.
create function territory.tile_tolerance(z integer) returns double precision
language sql immutable strict parallel safe
return 40075016.68557849 / 2 ^ z / 1024;

-- Layer `places` of the latest release; empty where there is nothing.
-- With a competence family, or a level from 1 to 3: the departments, with the class of that family or level.
create function released.places_tile(z integer, x integer, y integer, family text, level integer) returns bytea
language sql stable parallel safe
begin atomic
    with place as (
        select place.id, place.scope, place.code, place.name, place.class, place.department_code as department,
               place.shape
        from released.place
        where place.release_id = released.latest()
          and places_tile.family is null and places_tile.level is null
          and place.shape && st_transform(st_tileenvelope(z, x, y, margin => 64.0 / 4096), 4326)
        union all
        select row_number() over (order by department.code)::integer, 'department', department.code,
               department.name, figure.class, department.code, department.shape
        from released.figure
        join territory.department on department.code = figure.code
        where figure.release_id = released.latest()
          and (places_tile.family is null or places_tile.level is null)
          and ((figure.series = 'department_family' and figure.category = places_tile.family)
            or (figure.series = 'department_level' and figure.category = places_tile.level::text))
    ), feature as (
        select place.id as feature_id, place.id, place.scope, place.code, place.name,
               place.class::integer as class, place.department,
               st_asmvtgeom(
                   st_simplifypreservetopology(st_transform(place.shape, 3857), territory.tile_tolerance(z)),
                   st_tileenvelope(z, x, y), 4096, 64, true) as geom
        from place
    )
    select coalesce(st_asmvt(feature, 'places', 4096, 'geom', 'feature_id'), '')
    from feature
    where feature.geom is not null;
end;

-- Layers `region`, `departments`, `epci` (from zoom 7), `communes` (from zoom 9), `rivers` and `towns`.
create function territory.outline_tile(z integer, x integer, y integer) returns bytea
language sql stable parallel safe
begin atomic
    with tile as materialized (
        select st_tileenvelope(z, x, y) as bounds,
               st_transform(st_tileenvelope(z, x, y, margin => 64.0 / 4096), 4326) as window,
               -- a town's name is longer than its point: it is sent to the neighbour too
               st_transform(st_tileenvelope(z, x, y, margin => 256.0 / 4096), 4326) as wide_window
    ), region as (
        select region.code, region.name,
               st_asmvtgeom(
                   st_simplifypreservetopology(st_transform(region.shape, 3857), territory.tile_tolerance(z)),
                   tile.bounds, 4096, 64, true) as geom
        from territory.region, tile
        where region.shape && tile.window
    ), departments as (
        select department.code, department.name,
               st_asmvtgeom(
                   st_simplifypreservetopology(st_transform(department.shape, 3857), territory.tile_tolerance(z)),
                   tile.bounds, 4096, 64, true) as geom
        from territory.department, tile
        where department.shape && tile.window
    ), epci as (
        select epci.code, epci.name,
               st_asmvtgeom(
                   st_simplifypreservetopology(st_transform(epci.shape, 3857), territory.tile_tolerance(z)),
                   tile.bounds, 4096, 64, true) as geom
        from territory.epci, tile
        where z >= 7 and epci.shape && tile.window
    ), communes as (
        select commune.code, commune.name,
               st_asmvtgeom(
                   st_simplifypreservetopology(st_transform(commune.shape, 3857), territory.tile_tolerance(z)),
                   tile.bounds, 4096, 64, true) as geom
        from territory.commune, tile
        where z >= 9 and commune.shape && tile.window
    ), rivers as (
        select river.name, river.rank::integer as rank,
               st_asmvtgeom(
                   st_simplify(st_transform(river.course, 3857), territory.tile_tolerance(z)),
                   tile.bounds, 4096, 64, true) as geom
        from territory.river, tile
        where river.rank <= case when z <= 6 then 1 when z <= 8 then 2 else 3 end
          and river.course && tile.window
    ), towns as (
        select commune.code, commune.name, commune.label_rank::integer as rank,
               st_asmvtgeom(st_transform(commune.chef_lieu, 3857), tile.bounds, 4096, 256, true) as geom
        from territory.commune, tile
        where commune.label_rank <= case when z <= 5 then 1 when z <= 7 then 2 when z <= 8 then 3 when z <= 10 then 4 else 5 end
          and commune.chef_lieu && tile.wide_window
        order by commune.label_rank, commune.population desc, commune.code
    )
    select coalesce((select st_asmvt(region, 'region', 4096, 'geom') from region where geom is not null), '')
        || coalesce((select st_asmvt(departments, 'departments', 4096, 'geom') from departments where geom is not null), '')
        || coalesce((select st_asmvt(epci, 'epci', 4096, 'geom') from epci where geom is not null), '')
        || coalesce((select st_asmvt(communes, 'communes', 4096, 'geom') from communes where geom is not null), '')
        || coalesce((select st_asmvt(rivers, 'rivers', 4096, 'geom') from rivers where geom is not null), '')
        || coalesce((select st_asmvt(towns, 'towns', 4096, 'geom') from towns where geom is not null), '');
end;

grant execute on function
    released.latest(),
    released.places_tile(integer, integer, integer, text, integer),
    territory.tile_tolerance(integer),
    territory.outline_tile(integer, integer, integer)
to territoire_public;
