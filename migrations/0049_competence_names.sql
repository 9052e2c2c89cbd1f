-- What competences are called, in their order; a code that the framework has no more stands for itself.
create function network.names_in_french(codes text[]) returns text[]
language sql stable
return array(
    select coalesce(competence.name_fr, told.code)
    from unnest(codes) with ordinality as told (code, place)
    left join network.competence on competence.code = told.code
    order by told.place
);

create function network.names_in_english(codes text[]) returns text[]
language sql stable
return array(
    select coalesce(competence.name_en, told.code)
    from unnest(codes) with ordinality as told (code, place)
    left join network.competence on competence.code = told.code
    order by told.place
);
