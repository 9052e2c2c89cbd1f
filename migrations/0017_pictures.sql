-- Organisations' own pictures for what they award, made safe before they come here: pixels and nothing else.

create table issuing.picture (
    organisation_id uuid not null references network.organisation,
    achievement_uri text not null references issuing.achievement (uri),
    png             bytea not null constraint picture_is_small check (octet_length(png) <= 2097152),
    set_at          timestamptz not null,
    primary key (organisation_id, achievement_uri)
);

grant select on issuing.picture to territoire_public;
