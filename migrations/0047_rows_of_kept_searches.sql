-- Searches that recruiters keep are theirs alone (0043); the job that looks after them is the house's.

call account.guard('search.saved', 'holder_id = (select account.acting_holder())');
