-- What a search leaves: for half an hour whom each of its cards stands for (R3) and what was asked; for some days how much
-- of a company's budget it took (R5).
--
-- Invariant: a token says nothing of a person, is good for one company, and no two searches share one.

create schema search;

create table search.token (
    digest      bytea primary key constraint token_is_a_digest check (octet_length(digest) = 32),
    -- the cards of one answer
    search_id   uuid not null,
    siren       text not null references account.company,
    holder_id   uuid not null references account.holder on delete cascade,
    expires_at  timestamptz not null
);
create index token_by_expiry on search.token (expires_at);
create index token_of_holder on search.token (holder_id);

-- What was answered, for « Écrire à tous »: the question, and the scope at which its floors held.
create table search.answered (
    digest      bytea primary key constraint answer_token_is_a_digest check (octet_length(digest) = 32),
    search_id   uuid not null,
    siren       text not null references account.company,
    competences text[] not null,
    levels      smallint[] not null,
    every       boolean not null,
    zone_kind   text not null check (zone_kind in ('cell', 'epci', 'department', 'region')),
    zone_code   text not null,
    expires_at  timestamptz not null,
    constraint each_competence_has_its_level check (cardinality(competences) = cardinality(levels))
);
create index answered_by_expiry on search.answered (expires_at);

-- The distinct (scope, question) pairs of a company's day, by digest: each counts once (R5).
create table search.charged (
    siren       text not null references account.company,
    day         date not null,
    question    bytea not null constraint question_is_a_digest check (octet_length(question) = 32),
    primary key (siren, day, question)
);

-- Companies that spent four fifths of a day's budget, for coordinators.
create table search.alert (
    siren       text not null references account.company,
    day         date not null,
    at          timestamptz not null,
    -- when it wanted more than there is
    refused_at  timestamptz,
    primary key (siren, day)
);

-- Counts a question of `company` once a day and tells how many are spent; null: it would be one too many, and is not
-- counted. Recruiters of one company on several nodes take turns at this.
create function search.charge(asking text, today date, asked bytea, most integer, moment timestamptz) returns integer
language plpgsql as $$
declare
    spent integer;
    known boolean;
begin
    perform from account.company where siren = asking for no key update;
    select count(*), coalesce(bool_or(question = asked), false) into spent, known
    from search.charged
    where siren = asking and day = today;
    if known then
        return spent;
    end if;
    if spent >= most then
        return null;
    end if;
    insert into search.charged (siren, day, question) values (asking, today, asked);
    if (spent + 1) * 5 >= most * 4 then
        insert into search.alert (siren, day, at) values (asking, today, moment) on conflict do nothing;
    end if;
    return spent + 1;
end
$$;
