-- Where invented people wait to be placed.
create schema if not exists bench;
drop table if exists bench.person, bench.badge;
create unlogged table bench.person (
    id uuid, level smallint, kind text, code text, given integer, months integer, excluded text
);
create unlogged table bench.badge (holder_id uuid, competence_code text, level smallint, days integer);
