-- What a tile server of PostGIS is given to answer as fast as SQL can: counts made beforehand where they are exact (none
-- or one competence), sets of small numbers under a GIN index elsewhere, the shapes of the published cells in the
-- projection of the tiles. It counts whoever may be found without a name; it knows no floor, no exclusion, no budget.
create extension if not exists intarray;
drop schema if exists peer cascade;
create schema peer;

create table peer.cell as
select published_cell.cell, st_transform(published_cell.shape, 3857) as shape
from territory.published_cell
where published_cell.tree_id = (select max(tree.id) from territory.tree where tree.k = 2000);
alter table peer.cell add primary key (cell);
create index cell_shape on peer.cell using gist (shape);

-- A competence is numbered as the bench numbers it; its level and all below are three more numbers.
create table peer.holder as
select findable.cell, sort(array_agg((competence.number * 4 + reached)::integer)) as tags
from presence.findable
join (select code, row_number() over (order by md5(code)) - 1 as number from network.competence) as competence
    on competence.code = findable.competence_code
cross join lateral generate_series(1, findable.level) as reached
where findable.presence_level = 2 and findable.cell is not null
group by findable.holder_id, findable.cell
order by findable.cell;
create index holder_tags on peer.holder using gin (tags gin__int_ops);
create index holder_cell on peer.holder (cell);

-- Number -1: everybody.
create table peer.rollup as
select tag.number as tag, holder.cell, count(*)::integer as people
from peer.holder
cross join lateral (select unnest(holder.tags) as number union all select -1) as tag
group by tag.number, holder.cell;
alter table peer.rollup add primary key (tag, cell) include (people);
vacuum analyze peer.cell, peer.holder, peer.rollup;
