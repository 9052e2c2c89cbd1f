-- What came to the house after erasure did: nothing of it can be attached to somebody who was erased either.

create trigger passkey_is_of_somebody before insert or update of holder_id on account.passkey
    for each row execute function account.refuse_the_erased();
create trigger address_link_is_of_somebody before insert or update of holder_id on account.address_link
    for each row execute function account.refuse_the_erased();
create trigger application_is_of_somebody before insert or update of holder_id on issuing.application
    for each row execute function account.refuse_the_erased();
create trigger claim_is_of_somebody before insert or update of holder_id on issuing.claim
    for each row execute function account.refuse_the_erased();
create trigger share_is_of_somebody before insert or update of holder_id on passport.share
    for each row execute function account.refuse_the_erased();
create trigger collection_is_of_somebody before insert or update of holder_id on passport.collection
    for each row execute function account.refuse_the_erased();
create trigger exclusion_is_of_somebody before insert or update of holder_id on presence.excluded
    for each row execute function account.refuse_the_erased();
