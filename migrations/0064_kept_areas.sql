-- A kept search opens again as it was asked: with the area that was drawn (G5). Its question, and what alerts tell of it,
-- stay those of the scope that holds the area.

alter table search.saved
    -- the corners in their order, each a published cell; null: no area was drawn
    add column corners bigint[]
        constraint kept_area_has_corners check (cardinality(corners) between 3 and 12);
