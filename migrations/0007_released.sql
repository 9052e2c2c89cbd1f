-- What is published about holders: tables frozen at each release (PRIVACY P1–P4), and nothing else.

create table released.release (
    id              integer generated always as identity primary key,
    published_at    timestamptz not null,
    tree_id         integer not null references territory.tree, -- the statistics tree it was counted on
    threshold       integer not null constraint release_threshold_is_strict check (threshold >= 15)
);

-- Every planned cell of every table, empty ones too. `value` is noisy, null where it may not be shown.
create table released.figure (
    release_id  integer not null references released.release,
    series      text not null check (series in ('cell', 'epci', 'department', 'region', 'department_family', 'department_level', 'epci_family')),
    code        text not null, -- H3 cell (hexadecimal), SIREN or INSEE code
    category    text not null default '', -- competence family, or level; empty for the rest
    value       integer,
    -- 0: fewer than 15 · 1: 15–24 · 2: 25–49 · 3: 50–99 · 4: 100 and more (P4)
    class       smallint not null check (class between 0 and 4),
    primary key (release_id, series, code, category),
    constraint suppressed_figure_has_no_value check ((value is null) = (class = 0))
);

-- The map of a release: each place at the finest scope that may be shown. Shapes do not overlap.
create table released.place (
    release_id  integer not null references released.release,
    id          integer not null,
    scope       text not null check (scope in ('cell', 'epci', 'department')),
    code        text not null,
    name        text not null,
    department_code text not null references territory.department,
    class       smallint not null check (class between 0 and 4),
    label       geometry(Point, 4326) not null,
    shape       geometry(MultiPolygon, 4326) not null,
    primary key (release_id, id)
);
create index place_shape on released.place using gist (shape);

-- P3: what each table of each release costs of a holder's yearly budget.
create table released.privacy_budget (
    release_id  integer not null references released.release,
    series      text not null,
    scale       double precision not null check (scale >= 2),
    sensitivity integer not null check (sensitivity >= 1),
    epsilon     double precision not null check (epsilon > 0),
    primary key (release_id, series)
);

grant usage on schema released to territoire_public;
grant select on all tables in schema released to territoire_public;
