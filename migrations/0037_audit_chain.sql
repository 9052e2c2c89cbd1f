-- The audit as a chain: each link is the SHA-256 of the link before it and of one event, so that whoever keeps a head
-- elsewhere can tell that nothing before it was changed, taken out or put in.
--
-- Links are not made by the transactions that write events: they would wait for each other, as each needs the link of the
-- one before. A transaction leaves its event in `audit.unsealed`; a job takes what is there, one sealer at a time, and
-- links it in the order of `seq`. Events of a transaction that commits late come after: the chain's order is that of
-- sealing, gapless in `place`, and nothing can be passed over, because what waits is a row and not a position.
--
-- Invariant: an event has one link or waits for it; neither events nor links are changed, deleted or truncated.

create table audit.link (
    place   bigint primary key constraint chain_begins_at_one check (place > 0),
    seq     bigint not null constraint event_is_linked_once unique references audit.event,
    hash    bytea not null constraint link_is_a_digest check (octet_length(hash) = 32)
);
create table audit.unsealed (
    seq     bigint primary key references audit.event
);

create function audit.leave_to_be_sealed() returns trigger
language plpgsql as $$
begin
    insert into audit.unsealed (seq) values (new.seq);
    return null;
end
$$;
create trigger event_waits_for_its_link after insert on audit.event
    for each row execute function audit.leave_to_be_sealed();

insert into audit.unsealed (seq) select event.seq from audit.event;

create trigger link_is_append_only before update or delete on audit.link
    for each row execute function audit.refuse_change();
create trigger events_are_not_truncated before truncate on audit.event
    for each statement execute function audit.refuse_change();
create trigger links_are_not_truncated before truncate on audit.link
    for each statement execute function audit.refuse_change();

-- What a link is the digest of: the one before (32 zero octets at first), and all that the event says, as JSON.
create function audit.digest(previous bytea, place bigint, event audit.event) returns bytea
language sql immutable
return sha256(
    coalesce(previous, decode(repeat('00', 32), 'hex'))
    || convert_to(
        jsonb_build_array(
            place,
            (event).seq,
            (extract(epoch from (event).at) * 1000000)::bigint,
            (event).actor,
            (event).action,
            (event).subject,
            (event).detail
        )::text,
        'UTF8'
    )
);

-- Links what waits, `most` at a time; tells how many. One sealer at a time: another one waits.
create function audit.seal(most integer) returns integer
language plpgsql as $$
declare
    event   audit.event;
    last    audit.link;
    sealed  integer := 0;
begin
    perform pg_advisory_xact_lock(hashtextextended('audit.seal', 0));
    select * into last from audit.link order by place desc limit 1;
    for event in
        select e.*
        from audit.event as e
        join audit.unsealed using (seq)
        order by e.seq
        limit most
    loop
        last.hash := audit.digest(last.hash, coalesce(last.place, 0) + 1, event);
        last.place := coalesce(last.place, 0) + 1;
        insert into audit.link (place, seq, hash) values (last.place, event.seq, last.hash);
        delete from audit.unsealed where seq = event.seq;
        sealed := sealed + 1;
    end loop;
    return sealed;
end
$$;

-- What is wrong with the chain, in its order; nothing: it holds.
create function audit.broken() returns table (place bigint, seq bigint, what text)
language sql stable
begin atomic
    select chain.place, chain.seq,
           case
               when chain.place <> chain.expected then 'missing'
               when event.seq is null then 'no event'
               else 'changed'
           end
    from (
        select link.place, link.seq, link.hash,
               lag(link.hash) over (order by link.place) as previous,
               row_number() over (order by link.place) as expected
        from audit.link
    ) as chain
    left join audit.event on event.seq = chain.seq
    where chain.place <> chain.expected
       or event.seq is null
       or chain.hash <> audit.digest(chain.previous, chain.place, event)
    union all
    select null, event.seq, 'not linked'
    from audit.event
    where not exists (select from audit.link where link.seq = event.seq)
      and not exists (select from audit.unsealed where unsealed.seq = event.seq)
    order by 1, 2;
end;
