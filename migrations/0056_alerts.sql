-- Companies that came near the end of a budget (R5), and whether coordinators were written to about it.

-- A day's questions: null until a letter is on its way.
alter table search.alert add column told_at timestamptz;

-- A week's first contacts: sixteen of the twenty are spent.
create table relay.alert (
    siren       text not null references account.company,
    -- the Monday of the week in Paris, as proposals have it
    week        date not null,
    at          timestamptz not null,
    -- when it wanted more than there is
    refused_at  timestamptz,
    primary key (siren, week)
);
create index alert_by_age on relay.alert (week);
