-- Public reference data: the administrative territory, and the coarsening trees built from it alone (PRIVACY G2–G4).

create table territory.region (
    code        text primary key,
    name        text not null,
    population  integer not null check (population >= 0),
    shape       geometry(MultiPolygon, 4326) not null
);

create table territory.department (
    code        text primary key,
    region_code text not null references territory.region,
    name        text not null,
    population  integer not null check (population >= 0),
    shape       geometry(MultiPolygon, 4326) not null
);

create table territory.epci (
    code        text primary key, -- SIREN
    name        text not null,
    kind        text not null,
    -- some of its communes lie outside the region: population and shape are of the part inside
    partial     boolean not null,
    population  integer not null check (population >= 0),
    shape       geometry(MultiPolygon, 4326) not null
);

create table territory.commune (
    code            text primary key, -- INSEE
    name            text not null,
    department_code text not null references territory.department,
    epci_code       text references territory.epci,
    population      integer not null check (population >= 0),
    -- size of its label: 1 préfecture, 2 sous-préfecture or ≥ 10,000 residents, 3 ≥ 3,500, 4 ≥ 1,000, 5 the rest
    label_rank      smallint not null check (label_rank between 1 and 5),
    chef_lieu       geometry(Point, 4326) not null,
    shape           geometry(MultiPolygon, 4326) not null
);

create table territory.river (
    name    text primary key,
    rank    smallint not null check (rank between 1 and 3),
    course  geometry(MultiLineString, 4326) not null
);

-- One row a built coarsening tree. `digest` is of its input and its rule: the same input gives the same tree.
create table territory.tree (
    id          integer generated always as identity primary key,
    k           integer not null constraint tree_floor_is_positive check (k > 0),
    digest      bytea not null,
    built_at    timestamptz not null,
    constraint tree_is_built_once unique (k, digest)
);

-- `cell` and `base` are H3 indexes as signed 64-bit integers (the top bit of an H3 index is always 0).
create table territory.published_cell (
    tree_id         integer not null references territory.tree,
    cell            bigint not null,
    resolution      smallint not null check (resolution between 4 and 6),
    -- residents of the communes that are shown in this cell and nowhere finer
    residents       integer not null,
    commune_code    text not null references territory.commune, -- gives the cell its name
    epci_code       text references territory.epci,
    department_code text not null references territory.department,
    label           geometry(Point, 4326) not null,
    shape           geometry(MultiPolygon, 4326) not null,
    primary key (tree_id, cell)
);

create table territory.commune_cell (
    tree_id         integer not null,
    commune_code    text not null references territory.commune,
    cell            bigint not null,
    primary key (tree_id, commune_code),
    foreign key (tree_id, cell) references territory.published_cell
);

-- Every resolution-6 cell of the region belongs to exactly one published cell.
create table territory.base_cell (
    tree_id integer not null,
    base    bigint not null,
    cell    bigint not null,
    primary key (tree_id, base),
    foreign key (tree_id, cell) references territory.published_cell
);

create index commune_shape on territory.commune using gist (shape);
create index commune_chef_lieu on territory.commune using gist (chef_lieu);
create index epci_shape on territory.epci using gist (shape);

grant usage on schema territory to territoire_public;
grant select on all tables in schema territory to territoire_public;
