-- The professional address of a recruiter, as coordinators read it: that of the application that was accepted last; null
-- where they were forgotten since.
create function account.recruiter_email(recruiter uuid) returns text
language sql stable
begin atomic
    select application.email
    from account.recruiter_application as application
    where application.holder_id = recruiter_email.recruiter and application.decision = 'accepted'
    order by application.decided_at desc
    limit 1;
end;

-- What the public register said of the establishment, where an operator named one that may be asked: a fact in view,
-- which decides nothing.
alter table account.recruiter_application
    add column register_said jsonb,
    add column register_at timestamptz,
    add constraint register_says_when check ((register_said is null) = (register_at is null));
