-- Which rows of what came with recruiters are whose (0043), and what of the audit's chain nobody changes (0042).

call account.guard('account.recruiter_application', 'holder_id = (select account.acting_holder())');
-- A holder sees what they reported themselves. Counting it with what others reported is the house's work.
call account.guard('account.report', 'holder_id = (select account.acting_holder())');

revoke update, delete on audit.link from territoire_app;
