-- People without an e-mail address: a card with a code lets them in, and their badges are given to a name of their account's own.
--
-- Invariant: of a card's code only the MAC under the master key is here. An own name is drawn at random for one account,
-- stands in badges only as a salted hash, and moves with the badges when two accounts of one person become one.

create table account.own_name (
    name        uuid primary key,
    holder_id   uuid not null references account.holder,
    created_at  timestamptz not null,
    -- when somebody was given this account by a slip that is good for one person: until then, or until an address is
    -- confirmed, nothing given to this name is placed, counted or found (C0)
    vouched_at  timestamptz
);
create index own_name_of_holder on account.own_name (holder_id);

create table account.card (
    holder_id   uuid primary key references account.holder,
    mac         bytea not null constraint card_is_found_by_one_code unique
                constraint card_is_a_mac check (octet_length(mac) = 32),
    made_at     timestamptz not null,
    -- when it let its holder in last
    used_at     timestamptz,
    -- which organisation handed it over, where a facilitator did
    given_by    uuid references network.organisation
);

-- A new card that a facilitator handed to somebody who lost theirs. It is good from `good_from` on, unless whoever still has
-- the old one, or is still signed in, refuses it before.
create table account.card_renewal (
    id              uuid primary key,
    holder_id       uuid not null references account.holder,
    organisation_id uuid not null references network.organisation,
    made_by         uuid references account.holder,
    mac             bytea not null constraint renewal_is_found_by_one_code unique
                    constraint renewal_is_a_mac check (octet_length(mac) = 32),
    made_at         timestamptz not null,
    good_from       timestamptz not null,
    refused_at      timestamptz,
    used_at         timestamptz,
    constraint renewal_leaves_time_to_refuse check (good_from >= made_at + interval '1 day'),
    constraint renewal_is_refused_or_used check (refused_at is null or used_at is null),
    constraint nobody_renews_their_own_card check (made_by is distinct from holder_id)
);
create index card_renewal_of_holder on account.card_renewal (holder_id, made_at);
create index card_renewal_by_facilitator on account.card_renewal (made_by, made_at);
create unique index renewal_waits_once on account.card_renewal (holder_id) where refused_at is null and used_at is null;

create trigger own_name_is_of_somebody before insert or update of holder_id on account.own_name
    for each row execute function account.refuse_the_erased();
create trigger card_is_of_somebody before insert or update of holder_id on account.card
    for each row execute function account.refuse_the_erased();
create trigger card_renewal_is_of_somebody before insert or update of holder_id on account.card_renewal
    for each row execute function account.refuse_the_erased();

call account.guard('account.own_name', 'holder_id = (select account.acting_holder())');
call account.guard('account.card', 'holder_id = (select account.acting_holder())');
call account.guard('account.card_renewal', 'holder_id = (select account.acting_holder())');

-- A badge is given to a confirmed address, or to the own name of an account that had none.
alter table passport.credential
    add column own_name uuid references account.own_name,
    drop constraint confirmed_recipient_has_an_account,
    add constraint confirmed_recipient_has_an_account
        check (recipient <> 'confirmed' or (holder_id is not null and num_nonnulls(address, own_name) = 1)),
    add constraint badge_is_given_once check (num_nonnulls(address, own_name) < 2);
create index credential_by_own_name on passport.credential (own_name) where own_name is not null;

-- To whom a badge was given, in the words of its documents.
create function passport.given_to(address text, own_name uuid) returns text
language sql immutable
return coalesce(address, 'urn:uuid:' || own_name);

-- Whether `holder` is whom a badge was given to: they confirmed the address, or the own name is their account's.
create function passport.is_theirs(holder uuid, address text, own_name uuid) returns boolean
language sql stable
set search_path = ''
begin atomic
    select exists (
               select from account.address as it
               where it.email = is_theirs.address and it.holder_id = is_theirs.holder and it.confirmed_at is not null
           )
        or exists (
               select from account.own_name as it
               where it.name = is_theirs.own_name and it.holder_id = is_theirs.holder
           );
end;

-- Whether what was given to an own name may be placed (C0): its account was handed to one person by a slip good for one,
-- or has a confirmed address, and is then as hard to make up as any other.
create function account.is_vouched(holder uuid, own_name uuid) returns boolean
language sql stable
set search_path = ''
begin atomic
    select exists (
        select from account.own_name as it
        where it.name = is_vouched.own_name
          and it.holder_id = is_vouched.holder
          and (
              it.vouched_at is not null
              or exists (
                  select from account.address
                  where address.holder_id = is_vouched.holder and address.confirmed_at is not null
              )
          )
    );
end;

-- As before (0025), and for badges given to an own name.
create or replace function presence.proven(holder uuid, moment timestamptz)
returns table (
    credential_id uuid, competence_code text, level smallint, expires_at timestamptz, earned_at timestamptz
)
language sql stable
begin atomic
    select
        credential.id,
        achievement.competence_code,
        coalesce(achievement.level, credential.level),
        credential.valid_until,
        credential.valid_from
    from passport.credential
    join issuing.achievement on achievement.id = credential.achievement_id
    where credential.holder_id = proven.holder
      and credential.authentic = 'yes'
      and credential.current = 'yes'
      and credential.issuer = 'recognised'
      and credential.recipient = 'confirmed'
      and (credential.valid_from is null or credential.valid_from <= moment)
      and (credential.valid_until is null or credential.valid_until > moment)
      and achievement.competence_code is not null
      and achievement.reviewed_at is not null
      and not achievement.sensitive
      and (
          exists (
              select from account.address
              where address.email = credential.address
                and address.holder_id = proven.holder
                and address.confirmed_at is not null
          )
          or (credential.own_name is not null and account.is_vouched(proven.holder, credential.own_name))
      );
end;

-- As before (0027), and for badges given to an own name: whoever reads a CV is shown it by its holder.
create or replace function passport.provable(holder uuid, moment timestamptz)
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
      and passport.is_theirs(credential.holder_id, credential.address, credential.own_name)
      and credential.authentic = 'yes'
      and passport.standing(credential.current, credential.valid_until, award.revoked_at, $2) = 'yes'
      and credential.issuer = 'recognised'
      and credential.recipient = 'confirmed'
      and achievement.reviewed_at is not null;
end;
