-- The second net: the database itself gives a request the rows of whoever makes it, and no others.
--
-- `territoire.acting_for` says for whom the application's connection works: a holder's number, or `house` for what looks
-- across people (jobs, staff whose role was checked, a code shown by nobody yet). Unset: nothing. The application's own
-- checks stand before this one; it holds where one of them is forgotten.
--
-- Invariant: every table with a holder's number is guarded (tests/api/rows.rs asks the catalogue).

create function account.acting_as_the_house() returns boolean
language sql stable
return coalesce(current_setting('territoire.acting_for', true) = 'house', false);

create function account.acting_holder() returns uuid
language sql stable
return nullif(nullif(current_setting('territoire.acting_for', true), ''), 'house')::uuid;

-- Guards a table: rows for which `theirs` holds are of the acting holder. Asked once a question, not once a row.
-- For tables that come later: `call account.guard('relay.proposal', 'holder_id = (select account.acting_holder())')`.
create procedure account.guard(guarded regclass, theirs text)
language plpgsql as $$
begin
    execute format('alter table %s enable row level security', guarded);
    execute format(
        'create policy of_whoever_acts on %s to territoire_app using ((select account.acting_as_the_house()) or (%s))',
        guarded, theirs
    );
end
$$;
revoke execute on procedure account.guard(regclass, text) from public;

-- Whose number they bear.
do $$
declare
    guarded regclass;
begin
    foreach guarded in array array[
        'account.address', 'account.address_link', 'account.application_grant', 'account.mail', 'account.passkey',
        'account.passkey_ceremony', 'account.profile', 'account.recruiter', 'account.role', 'account.session',
        'account.viewing',
        'issuing.application', 'issuing.claim', 'issuing.claim_miss',
        'passport.collection', 'passport.credential', 'passport.share',
        'presence.chosen', 'presence.consent', 'presence.excluded', 'presence.invitation', 'presence.presence',
        'presence.visibility_change', 'presence.visible_row',
        'search.token'
    ]::regclass[]
    loop
        call account.guard(guarded, 'holder_id = (select account.acting_holder())');
    end loop;
end
$$;
call account.guard('account.holder', 'id = (select account.acting_holder())');

-- Whose owner's rows they belong to: what is asked of the other table passes its own guard.
call account.guard('account.sign_in_link', 'exists (select from account.address where address.email = sign_in_link.email)');
call account.guard('account.application_code', 'exists (select from account.application_grant as it where it.id = grant_id)');
call account.guard('account.application_token', 'exists (select from account.application_grant as it where it.id = grant_id)');
call account.guard('issuing.evidence', 'exists (select from issuing.application as it where it.id = application_id)');
call account.guard('passport.arrangement', 'exists (select from passport.credential as it where it.id = credential_id)');
call account.guard('passport.other_form', 'exists (select from passport.credential as it where it.id = credential_id)');
call account.guard('passport.holder_code', 'exists (select from passport.credential as it where it.id = credential_id)');
call account.guard('passport.ingestion_item', 'exists (select from passport.credential as it where it.id = credential_id)');
call account.guard('passport.collected', 'exists (select from passport.collection as it where it.id = collection_id)');
call account.guard('passport.cv_code', 'exists (select from passport.share as it where it.id = share_id)');
call account.guard('passport.cv_entry', 'exists (select from passport.share as it where it.id = share_id)');
call account.guard('passport.original',
    'exists (select from passport.credential as it where it.original = sha256)
     or exists (select from passport.other_form as it where it.original = sha256)');
create index credential_by_original on passport.credential (original);

-- Mails go to others too; they are sealed, and what was put here is read by the house alone or by whose it is.
create policy anybody_may_be_written_to on account.mail for insert to territoire_app with check (true);

-- Sees tombstones whoever acts: an erased holder is nobody to all.
create or replace function account.refuse_the_erased() returns trigger
language plpgsql security definer
set search_path = '' as $$
declare
    gone timestamptz;
begin
    -- Waits for an erasure under way, and then sees it.
    select holder.erased_at into gone from account.holder where holder.id = new.holder_id for key share;
    if gone is not null then
        raise exception '%.%: this person was erased', tg_table_schema, tg_table_name
            using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
