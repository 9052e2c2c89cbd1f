-- Achievements from elsewhere: what they say of themselves, what is proposed for them, what a coordinator decided.

alter table issuing.achievement
    -- addresses and codes that it says it is aligned with
    add column alignments text[] not null default '{}',
    -- how far its own words are believed: 0 nothing proven · 1 an authentic badge brought them · 2 one of a
    -- recognised issuer. Better ones take the place of poorer ones until the review.
    add column vouched smallint not null default 0 check (vouched between 0 and 2),
    -- reviewed, and nothing in the framework is like it: its badges are kept and never placed
    add column without_counterpart boolean not null default false,
    add column reviewed_by text,
    drop constraint reviewed_achievement_is_mapped,
    add constraint reviewed_achievement_is_mapped
        check (reviewed_at is null or sensitive or without_counterpart or competence_code is not null),
    add constraint achievement_without_counterpart_is_not_mapped
        check (not without_counterpart or competence_code is null);
-- The same badge under another query: `…/badge.json?event=2`.
create index achievement_by_page on issuing.achievement (split_part(uri, '?', 1));
create index achievement_that_waits on issuing.achievement (uri) where reviewed_at is null;

-- What its own words propose; a person decides.
create table issuing.proposal (
    achievement_id  uuid not null references issuing.achievement on delete cascade,
    position        smallint not null, -- the most telling first
    competence_code text references network.competence,
    level           smallint check (level between 1 and 3),
    sensitive       boolean not null default false,
    reason          text not null, -- a stable code
    evidence        text not null, -- what it was read from: an address, a code, the words
    primary key (achievement_id, position),
    constraint proposal_proposes_one_thing
        check ((competence_code is not null)::int + (level is not null)::int + sensitive::int = 1)
);
