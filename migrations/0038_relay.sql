-- The relay (PRIVACY R5, R6): recruiters write to people whose names nobody knows, and those answer or do not.
--
-- Invariant: whatever a recruiter is told is worked out from `opened_at`, `last_at`, `reported_at` of an opened thread and
-- the dates of the proposal alone: nothing else of a thread changes before its holder opens it.

create schema relay;

-- What a recruiter wrote once: to one card, to everybody who matched, or as a need for whoever it concerns.
create table relay.proposal (
    -- what the recruiter's pages call it
    id              uuid primary key,
    siren           text not null references account.company,
    -- null: they were erased since
    recruiter_id    uuid references account.holder,
    kind            text not null constraint proposal_is_of_a_kind check (kind in ('card', 'all', 'need')),
    -- of the form that it was written in: sent twice, it is sent once
    nonce           uuid not null,
    offer           text not null
        constraint offer_is_known check (offer in ('job', 'internship', 'apprenticeship', 'volunteering', 'mission')),
    starts          text not null
        constraint start_is_known check (starts in ('now', 'month', 'quarter', 'summer', 'later')),
    place_kind      text not null check (place_kind in ('commune', 'epci', 'department', 'region')),
    place_code      text not null,
    -- what it is, in a line, and the recruiter's words, under the house's key
    sealed          bytea not null,
    sent_at         timestamptz not null,
    expires_at      timestamptz not null,
    -- the Monday of its week in Paris: first contacts are counted by week (R5); a need is no first contact
    week            date,
    -- of a need: what is sought, any of it
    competences     text[] not null default '{}',
    levels          smallint[] not null default '{}',
    withdrawn_at    timestamptz,
    constraint proposal_is_sent_once unique (siren, nonce),
    constraint proposal_expires check (expires_at > sent_at),
    constraint first_contacts_have_a_week check ((kind = 'need') = (week is null)),
    constraint need_says_what_is_sought check (
        cardinality(competences) = cardinality(levels) and (kind = 'need') = (cardinality(competences) > 0)
    )
);
create index proposal_of_company on relay.proposal (siren, week);
create index proposal_of_recruiter on relay.proposal (recruiter_id, sent_at);
create index proposal_by_end on relay.proposal (expires_at);

-- As `account.refuse_the_erased`, of who wrote.
create function relay.refuse_the_erased() returns trigger
language plpgsql security definer
set search_path = '' as $$
declare
    gone timestamptz;
begin
    select holder.erased_at into gone from account.holder where holder.id = new.recruiter_id for key share;
    if gone is not null then
        raise exception 'relay.proposal: this person was erased' using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;

create trigger proposal_is_of_somebody before insert or update of recruiter_id on relay.proposal
    for each row execute function relay.refuse_the_erased();

-- One for each holder that a proposal was sent to. Each side knows it by a random number of its own.
create table relay.thread (
    id              uuid primary key,
    proposal_id     uuid not null references relay.proposal on delete cascade,
    -- null: nobody is there, or no longer, or not for this company (C5): it stays silent like anybody who is silent
    holder_id       uuid references account.holder,
    holder_ref      uuid not null constraint thread_has_a_name_for_its_holder unique,
    recruiter_ref   uuid not null constraint thread_has_another_for_its_recruiter unique,
    -- SHA-256 of what stands before the @ of each side's reply address
    holder_mail     bytea not null unique check (octet_length(holder_mail) = 32),
    recruiter_mail  bytea not null unique check (octet_length(recruiter_mail) = 32),
    -- what had been seen of them
    competences     text[] not null default '{}',
    zone            text not null default '',
    told_at         timestamptz,
    reminded_at     timestamptz,
    -- the holder answered: there is talk from then on
    opened_at       timestamptz,
    refused_at      timestamptz,
    reported_at     timestamptz,
    reported_for    text constraint report_has_a_known_reason
        check (reported_for in ('unlawful', 'improper', 'fraud', 'unrelated', 'pressure')),
    -- the holder was erased while there was talk
    ended_at        timestamptz,
    -- the last words of either side
    last_at         timestamptz,
    -- name and address that the holder gave, under their key
    identity        bytea,
    identity_at     timestamptz,
    -- a facilitator's organisation that passed a need on to somebody of 15 to 17 (C3): they read it, and do not answer
    passed_by       uuid references network.organisation,
    constraint identity_is_given_at_a_time check ((identity is null) or (identity_at is not null)),
    constraint talk_has_last_words check ((opened_at is null) = (last_at is null)),
    constraint report_has_a_reason check ((reported_at is null) = (reported_for is null)),
    constraint minors_are_not_talked_to check (passed_by is null or opened_at is null)
);
create index thread_of_proposal on relay.thread (proposal_id);
create index thread_of_holder on relay.thread (holder_id);
create unique index holder_is_told_of_a_proposal_once on relay.thread (proposal_id, holder_id);
create index thread_to_be_told on relay.thread (proposal_id) where told_at is null and holder_id is not null;
create trigger thread_is_of_somebody before insert or update of holder_id on relay.thread
    for each row execute function account.refuse_the_erased();

create table relay.message (
    id          uuid primary key,
    thread_id   uuid not null references relay.thread on delete cascade,
    side        text not null check (side in ('holder', 'recruiter')),
    kind        text not null check (kind in ('words', 'accepted', 'identity')),
    -- under the holder's key, whoever wrote them
    sealed      bytea,
    at          timestamptz not null,
    -- a mail tells the other side
    mailed_at   timestamptz,
    constraint words_are_said check ((kind = 'words') = (sealed is not null)),
    constraint recruiters_say_words check (side = 'holder' or kind = 'words')
);
create index message_of_thread on relay.message (thread_id, at);

-- Mails that came in, by the SHA-256 of their Message-ID: each is posted once.
create table relay.received (
    digest  bytea primary key check (octet_length(digest) = 32),
    at      timestamptz not null
);
create index received_by_age on relay.received (at);

-- « Répond à … » : how a company keeps up with those who answered it (its page says how this is counted). Of threads
-- that were opened two weeks ago or earlier, those in which it wrote again within two weeks.
-- It counts across people, and tells two numbers of a company.
create function relay.keeping_up(company text, moment timestamptz, out opened bigint, out answered bigint)
language sql stable security definer
set search_path = ''
begin atomic
    select count(*), count(*) filter (where exists (
        select from relay.message
        where message.thread_id = thread.id
          and message.side = 'recruiter'
          and message.at <= thread.opened_at + interval '14 days'
    ))
    from relay.thread
    join relay.proposal on proposal.id = thread.proposal_id
    where proposal.siren = keeping_up.company
      and thread.opened_at <= keeping_up.moment - interval '14 days';
end;

-- « Qui m’a vu » tells of the relay too: who wrote, and to whom a name was given.
alter table account.viewing
    drop constraint viewer_is_known,
    add constraint viewer_is_known
        check (viewer_kind in ('recruiter', 'facilitator', 'application', 'writer', 'named'));
