-- Networks sign too: the dated list of the issuers that they recognise.

create table network.network_key (
    id                  uuid primary key,
    network_id          uuid not null references network.network,
    verification_method text not null unique,
    public_key          bytea not null constraint network_key_is_ed25519 check (octet_length(public_key) = 32),
    sealed_secret       bytea not null,
    valid_from          timestamptz not null,
    valid_until         timestamptz not null,
    check (valid_from < valid_until)
);

create view network.network_public_key as
    select network.slug, key.verification_method, key.public_key, key.valid_from, key.valid_until
    from network.network_key as key
    join network.network on network.id = key.network_id;

-- The list as it is served: signed when it changes, so that serving it needs no key.
create table network.issuer_list (
    network_id  uuid primary key references network.network,
    -- what it says, without date and proof: a change is seen by comparing
    content     jsonb not null,
    document    text not null,
    signed_at   timestamptz not null
);

grant select on network.network_public_key, network.issuer_list to territoire_public;
