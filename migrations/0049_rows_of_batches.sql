-- What a batch let in of somebody is theirs and the house's alone (0034, 0043).

call account.guard('presence.admitted', 'holder_id = (select account.acting_holder())');
