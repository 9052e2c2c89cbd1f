-- Which rows of the relay are whose. What recruiters see is for the house to say: their role was checked.

-- A proposal is its recruiter's and of those whom it was sent to; what was said, of the holder whose thread it is.
call account.guard('relay.thread', 'holder_id = (select account.acting_holder())');
call account.guard('relay.proposal',
    'recruiter_id = (select account.acting_holder())
     or exists (select from relay.thread as it where it.proposal_id = proposal.id)');
call account.guard('relay.message', 'exists (select from relay.thread as it where it.id = thread_id)');

-- How a company keeps up with those who answered it is told to any of them, and counted over all of them.
alter function relay.keeping_up(text, timestamptz) security definer;
alter function relay.keeping_up(text, timestamptz) set search_path = '';
