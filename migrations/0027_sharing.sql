-- What holders open to others, and how they keep their badges in order.
--
-- Invariant: a link is found by the SHA-256 of its 128 random bits. The bits themselves are sealed under the holder's
-- key, so that their holder can read the link again, and nobody once the key is destroyed. What a holder wrote for
-- readers (a name, a title) is sealed under the link: who has the database alone reads neither. A link that is switched
-- off leaves no row.

create table passport.collection (
    id          uuid primary key,
    holder_id   uuid not null references account.holder on delete cascade,
    sealed      bytea not null, -- its name, under the holder's key
    created_at  timestamptz not null
);
create index collection_of_holder on passport.collection (holder_id);

create table passport.collected (
    collection_id   uuid not null references passport.collection on delete cascade,
    credential_id   uuid not null references passport.credential on delete cascade,
    primary key (collection_id, credential_id)
);
create index collected_by_credential on passport.collected (credential_id);

-- A badge that its holder has put somewhere; the others stand before, the newest first.
create table passport.arrangement (
    credential_id   uuid primary key references passport.credential on delete cascade,
    position        integer,
    hidden          boolean not null default false
);

create table passport.share (
    id              uuid primary key,
    holder_id       uuid not null references account.holder on delete cascade,
    digest          bytea not null constraint shared_page_is_found_by_one_secret unique
                    constraint shared_page_is_kept_as_its_digest check (octet_length(digest) = 32),
    sealed_token    bytea not null,
    words           bytea,
    credential_id   uuid references passport.credential on delete cascade,
    collection_id   uuid references passport.collection on delete cascade,
    is_cv           boolean not null default false,
    -- pixels alone, drawn anew from the badge's image when the link was made
    picture         bytea constraint shared_picture_is_small check (octet_length(picture) <= 2097152),
    -- which of the holder's addresses the readers of a CV are shown
    shown_address   text references account.address on delete set null,
    created_at      timestamptz not null,
    constraint shared_page_shows_one_thing check (num_nonnulls(credential_id, collection_id) + is_cv::int = 1),
    constraint only_a_cv_shows_an_address check (shown_address is null or is_cv)
);
create index share_of_holder on passport.share (holder_id);
create index share_of_credential on passport.share (credential_id);
create index share_of_collection on passport.share (collection_id);

-- What stands in a CV. An entry has no name that a reader could see: two CVs of one person have nothing in common.
create table passport.cv_entry (
    share_id        uuid not null references passport.share on delete cascade,
    credential_id   uuid not null references passport.credential on delete cascade,
    primary key (share_id, credential_id)
);
create index cv_entry_of_credential on passport.cv_entry (credential_id);

-- A code by which a holder shows that a CV is theirs: five tries, a day, once. It is sealed for its holder, who may read
-- it again; what is told is compared with its MAC.
create table passport.cv_code (
    id          uuid primary key,
    share_id    uuid not null constraint cv_has_one_code unique references passport.share on delete cascade,
    mac         bytea not null constraint cv_code_is_a_mac check (octet_length(mac) = 32),
    sealed      bytea not null,
    attempts    smallint not null default 0 constraint cv_code_is_tried_five_times check (attempts <= 5),
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    used_at     timestamptz
);

-- Whether a badge counts at that moment: what is known to have ended says so before anybody verifies it again.
create function passport.standing(
    current text, valid_until timestamptz, revoked_at timestamptz, moment timestamptz
) returns text
language sql immutable
return case
    when revoked_at is not null then 'revoked'
    when current = 'yes' and valid_until <= moment then 'expired'
    else current
end;

-- The badges of a holder that may stand in a CV: proven, current, of a recognised issuer, given to an address that is
-- confirmed, and mapped to a competence. What is said of them is all that a reader may learn: no organisation, no day.
create function passport.provable(holder uuid, moment timestamptz)
returns table (
    credential_id uuid, competence_code text, name_fr text, name_en text, level smallint, year integer, network text
)
language sql stable
set search_path = ''
begin atomic
    select credential.id,
           competence.code,
           competence.name_fr,
           competence.name_en,
           coalesce(achievement.level, credential.level),
           extract(year from credential.valid_from at time zone 'Europe/Paris')::integer,
           listing.name
    from passport.credential
    join account.address on address.email = credential.address
    join issuing.achievement on achievement.id = credential.achievement_id
    join network.competence on competence.code = achievement.competence_code
    left join issuing.award on award.credential_uri = credential.credential_uri
    cross join lateral (
        select network.name
        from network.recognised
        join network.network on network.id = recognised.network_id
        where recognised.issuer_uri = credential.issuer_uri and recognised.withdrawn_at is null
        order by network.parent_id is not null, network.slug
        limit 1
    ) as listing
    where credential.holder_id = $1
      and address.holder_id = credential.holder_id
      and address.confirmed_at is not null
      and credential.authentic = 'yes'
      and passport.standing(credential.current, credential.valid_until, award.revoked_at, $2) = 'yes'
      and credential.issuer = 'recognised'
      and credential.recipient = 'confirmed'
      and achievement.reviewed_at is not null;
end;

-- The page of that link, if its holder is still there.
create function passport.open_page(digest bytea) returns setof passport.share
language sql stable
set search_path = ''
begin atomic
    select share.*
    from passport.share
    join account.holder on holder.id = share.holder_id
    where share.digest = $1 and holder.wrapped_key is not null;
end;

-- The public role asks for one link at a time, which it must know: it can list none. What it is answered is all that a
-- reader may learn: no salt, no hash, no assertion, no address of one, and no e-mail address but one that is shown.
create function passport.shared_page(digest bytea)
returns table (kind text, words bytea, has_picture boolean, shown_address text)
language sql stable security definer
set search_path = ''
begin atomic
    select case when page.is_cv then 'cv' when page.collection_id is null then 'badge' else 'collection' end,
           page.words,
           page.picture is not null,
           address.email
    from passport.open_page($1) as page
    left join account.address
        on address.email = page.shown_address
        and address.holder_id = page.holder_id
        and address.confirmed_at is not null;
end;

create function passport.shared_picture(digest bytea) returns bytea
language sql stable security definer
set search_path = ''
begin atomic
    select page.picture from passport.open_page($1) as page;
end;

create function passport.shared_badges(digest bytea, moment timestamptz)
returns table (
    name text, description text, criteria text, level smallint, competence_code text,
    issuer_name text, issuer_slug text, issuer_host text, valid_from timestamptz, valid_until timestamptz,
    authentic text, current text, issuer text, recipient text, verified_at timestamptz
)
language sql stable security definer
set search_path = ''
begin atomic
    select achievement.name,
           achievement.description,
           achievement.criteria,
           coalesce(achievement.level, credential.level),
           achievement.competence_code,
           organisation.name,
           organisation.slug,
           credential.issuer_host,
           credential.valid_from,
           credential.valid_until,
           credential.authentic,
           passport.standing(credential.current, credential.valid_until, award.revoked_at, $2),
           credential.issuer,
           credential.recipient,
           credential.verified_at
    from passport.open_page($1) as page
    left join passport.collected on collected.collection_id = page.collection_id
    join passport.credential
        on credential.holder_id = page.holder_id
        and credential.id = coalesce(page.credential_id, collected.credential_id)
    join issuing.achievement on achievement.id = credential.achievement_id
    left join network.organisation
        on credential.issuer_uri in (organisation.issuer_uri, organisation.ob2_issuer_uri)
    left join issuing.award on award.credential_uri = credential.credential_uri
    left join passport.arrangement on arrangement.credential_id = credential.id
    where not page.is_cv
    order by arrangement.position nulls first, credential.valid_from desc nulls last, credential.id;
end;

-- The entries of a CV, in an order that is the same for everybody.
create function passport.shared_cv(digest bytea, moment timestamptz)
returns table (
    competence_code text, name_fr text, name_en text, level smallint, year integer, network text,
    authentic text, current text, issuer text
)
language sql stable security definer
set search_path = ''
begin atomic
    select competence.code,
           competence.name_fr,
           competence.name_en,
           coalesce(achievement.level, credential.level),
           extract(year from credential.valid_from at time zone 'Europe/Paris')::integer,
           listing.name,
           credential.authentic,
           passport.standing(credential.current, credential.valid_until, award.revoked_at, $2),
           case when credential.issuer = 'recognised' and listing.withdrawn_at is null then 'recognised'
                else 'withdrawn' end
    from passport.open_page($1) as page
    join passport.cv_entry on cv_entry.share_id = page.id
    join passport.credential on credential.id = cv_entry.credential_id and credential.holder_id = page.holder_id
    join issuing.achievement on achievement.id = credential.achievement_id
    join network.competence on competence.code = achievement.competence_code
    left join issuing.award on award.credential_uri = credential.credential_uri
    left join lateral (
        select network.name, recognised.withdrawn_at
        from network.recognised
        join network.network on network.id = recognised.network_id
        where recognised.issuer_uri = credential.issuer_uri
        order by recognised.withdrawn_at is not null, network.parent_id is not null, network.slug
        limit 1
    ) as listing on true
    where page.is_cv
    order by 4 desc, competence.name_fr, 5 desc nulls last, 6, 8;
end;

revoke execute on function
    passport.provable(uuid, timestamptz),
    passport.open_page(bytea),
    passport.shared_page(bytea),
    passport.shared_picture(bytea),
    passport.shared_badges(bytea, timestamptz),
    passport.shared_cv(bytea, timestamptz)
from public;
grant usage on schema passport to territoire_public;
grant execute on function
    passport.shared_page(bytea),
    passport.shared_picture(bytea),
    passport.shared_badges(bytea, timestamptz),
    passport.shared_cv(bytea, timestamptz)
to territoire_public;
