-- Who was let into recruiters' answers (R4) is theirs as what is visible of them is.
call account.guard('presence.admitted', 'holder_id = (select account.acting_holder())');

-- How a company keeps up with those who answered it is told to any of them, and counted over all of them.
alter function relay.keeping_up(text, timestamptz) security definer;
alter function relay.keeping_up(text, timestamptz) set search_path = '';
