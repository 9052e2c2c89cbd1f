-- Each award in both standards: who issues its Open Badges 2.0 form, what was taken back, and what a holder wants hosted.

-- The organisation's profile of Open Badges 2.0, which is recognised wherever the organisation is.
alter table network.organisation add column ob2_issuer_uri text unique;

create view network.recognised as
    select listed.network_id, form.issuer_uri, organisation.name, listed.since, listed.withdrawn_at
    from network.recognised_issuer as listed
    left join network.organisation on organisation.issuer_uri = listed.issuer_uri
    cross join lateral (values (listed.issuer_uri), (organisation.ob2_issuer_uri)) as form (issuer_uri)
    where form.issuer_uri is not null;

-- The entries of the revocation lists of Open Badges 2.0: random names of badges, and no person.
create view issuing.revoked_assertion as
    select organisation.slug as organisation, award.credential_uri, award.revoked_reason as reason, award.revoked_at
    from issuing.award
    join network.organisation on organisation.id = award.organisation_id
    where award.revoked_at is not null;

grant select on network.recognised, issuing.revoked_assertion to territoire_public;

-- An assertion that its holder wants hosted: it publishes the recipient's hash and salt, at an address of 128 random
-- bits that is listed nowhere. Once withdrawn nothing of it is kept.
create table issuing.hosted_assertion (
    token           text primary key constraint hosted_address_cannot_be_guessed check (length(token) >= 22),
    award_id        uuid not null constraint award_is_hosted_once unique references issuing.award,
    document        jsonb not null,
    published_at    timestamptz not null
);

-- The public role asks for one address at a time: it cannot list them.
create function issuing.hosted(token text)
returns table (document jsonb, revoked_at timestamptz, revoked_reason text)
language sql stable security definer
set search_path = ''
begin atomic
    select hosted.document, award.revoked_at, award.revoked_reason
    from issuing.hosted_assertion as hosted
    join issuing.award on award.id = hosted.award_id
    where hosted.token = $1;
end;

revoke execute on function issuing.hosted(text) from public;
grant execute on function issuing.hosted(text) to territoire_public;
