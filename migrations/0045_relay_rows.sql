-- Which rows of the relay are whose (0043): a request reads its own side of a thread, and the proposal that it is about.

call account.guard('relay.thread', 'holder_id = (select account.acting_holder())');
call account.guard('relay.message', 'exists (select from relay.thread as it where it.id = thread_id)');
call account.guard('relay.proposal',
    'recruiter_id = (select account.acting_holder()) or exists (select from relay.thread as it where it.proposal_id = proposal.id)');
