# `make run` shows the service, `make test` tests it. Every target installs what it needs and is missing, and says so.
SHELL := bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# wasm-opt comes with the npm packages; cargo's own programs may not be on PATH yet.
export PATH := $(CURDIR)/end2end/node_modules/.bin:$(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)

# WORKSHOP=true serves the phones of the local network; the program finds out its address there.
LISTEN_ADDRESS ?= $(if $(WORKSHOP),0.0.0.0:3000,127.0.0.1:3000)
PUBLIC_ORIGIN ?= $(if $(WORKSHOP),,http://$(LISTEN_ADDRESS))
DATA_DIR ?= data

.PHONY: help
help: ## Lists the targets
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | column -t -s "$$(printf '\t')"

## ---- to use -------------------------------------------------------------------------------------------------------

.PHONY: run
run: build ## Builds the service and serves it in demonstration mode
	@printf '\n%s\n' '  Mon espace santé – demonstration, fictitious data' \
	  '  Address      $(or $(PUBLIC_ORIGIN),what the line «serving» says as «origin»: phones open it)' \
	  '  Identifier   inaya.michel' \
	  '  Password     mon-espace-de-demonstration' \
	  '  Codes        $(PUBLIC_ORIGIN)/demonstration shows the e-mails and SMS' \
	  '  Data         $(DATA_DIR)/ (remove it to begin anew); Ctrl-C stops' ''
	@DEMONSTRATION=true WORKSHOP=$(WORKSHOP) LISTEN_ADDRESS=$(LISTEN_ADDRESS) PUBLIC_ORIGIN=$(PUBLIC_ORIGIN) DATA_DIR=$(DATA_DIR) \
	  exec target/release/server

.PHONY: dev
dev: setup-dev ## Serves while you edit: rebuilds on change, new CSS without a page reload
	@echo '· $(PUBLIC_ORIGIN), identifier inaya.michel, password mon-espace-de-demonstration'
	DEMONSTRATION=true LISTEN_ADDRESS=$(LISTEN_ADDRESS) PUBLIC_ORIGIN=$(PUBLIC_ORIGIN) DATA_DIR=$(DATA_DIR) \
	  SITE_DIR=target/dev cargo leptos watch --split

.PHONY: gallery
gallery: setup-gallery ## Every component and screen in every state, reloading while you edit; needs no server
	@echo '· http://127.0.0.1:8081/galerie (the first build takes some minutes)'
	@trunk serve

.PHONY: pages
pages: setup-npm ## Page objects and fixtures as a package, for suites elsewhere
	@cd end2end && rm -rf dist && npm run --silent pages

.PHONY: build
# GALLERY=yes puts the gallery into the server, at /galerie: for tests, never for what is deployed.
build: setup-build ## Builds the server and the browser's program, optimised
	@echo '· building the service$(if $(GALLERY), with the gallery) (the first time takes some minutes)'
	@node scripts/build.mjs $(if $(GALLERY),--gallery)

## ---- to check -----------------------------------------------------------------------------------------------------

.PHONY: check
check: check-format check-lints check-scripts build check-bundle check-budgets ## Formatting, lints, bundle guard, budgets of bytes and instructions

.PHONY: check-format
check-format: setup-compiler
	cargo fmt --all --check

# All in the profile of the tests, so that macros and build scripts are compiled once.
# Never both on one command: the workspace's features would unify, and `app` cannot be `ssr` and `hydrate` at once.
.PHONY: check-lints
check-lints: setup-wasm
	cargo clippy --locked --all-targets -p domain -p store -p services -p server -p app --features app/ssr -- -D warnings
	cargo clippy --locked --all-targets -p server -p app --features app/ssr,server/gallery -- -D warnings
	cargo clippy --locked -p bundler -- -D warnings
	cargo clippy --locked -p frontend --no-default-features --features csr --target wasm32-unknown-unknown -- -D warnings
	cargo clippy --locked -p frontend --no-default-features --features hydrate --target wasm32-unknown-unknown -- -D warnings

.PHONY: check-bundle
check-bundle: setup-wasm
	@scripts/bundle-guard

.PHONY: check-budgets
check-budgets: setup-check
	@echo '· counting bytes and instructions'
	@node scripts/budget.mjs

.PHONY: check-scripts
check-scripts: setup-compiler setup-npm
	@for script in .ci/run scripts/setup scripts/test scripts/with-postgres scripts/bundle-guard; do bash -n $$script || exit 1; done
	@cd end2end && tsc --noEmit && stylelint --config stylelint.config.js '../style/**/*.css'
	@echo 'styles: tokens only'
	@node scripts/dependencies.mjs

## ---- to test ------------------------------------------------------------------------------------------------------

.PHONY: test
test: setup-test ## All tests, on both databases and in the browser
	@scripts/with-postgres scripts/test rust browser

.PHONY: test-rust
test-rust: setup-compiler setup-postgres
	@scripts/with-postgres scripts/test rust

# PLAYWRIGHT passes options on: make test-browser PLAYWRIGHT='journey --project=desktop'
.PHONY: test-browser
test-browser: setup-test
	@scripts/with-postgres scripts/test browser

.PHONY: engines
# PLAYWRIGHT passes options on: make engines PLAYWRIGHT='journeys --project=webkit'
engines: setup-engines build ## The main journeys in Firefox and in WebKitGTK, Safari's engine
	@cd end2end && xvfb-run --auto-servernum --server-args='-screen 0 1400x1000x24' npm run --silent engines -- $(PLAYWRIGHT)

.PHONY: prove
prove: setup-compiler setup-npm setup-postgres ## The long proofs: races in full rounds, timing, unreadable dumps
	@echo '· full rounds take minutes; `make test` runs the same proofs in short rounds'
	@node scripts/dump-has-no-names.mjs --self-test
	@ulimit -n 8192 2>/dev/null; scripts/with-postgres env PROOF_ROUNDS=full \
	  cargo test --release --locked -p server --test proofs -- --nocapture --test-threads=1
	@scripts/with-postgres env PROOF_ROUNDS=full \
	  cargo test --release --locked -p services --test enrolment -- of_fifty of_many --test-threads=1
	@PROOF_ROUNDS=full cargo test --release --locked -p services --lib -- an_archive_of_500_mb --nocapture
	@PROOF_ROUNDS=full cargo test --release --locked -p domain --test oracle -- --nocapture
	@$(MAKE) engines

.PHONY: bench
bench: setup-bench build ## Measures bytes, CPU, sign-ins, writes, paints on a phone; writes docs/performance.md
	@echo '· building the yardsticks'
	@cargo build --release --locked -p services -p server --examples
	@POSTGRES_DURABLE=yes scripts/with-postgres node scripts/bench.mjs

.PHONY: screenshots
screenshots: setup-test ## Pictures of screens and gallery, and contact sheets
	@$(MAKE) build GALLERY=yes
	@cd end2end && npm run --silent screenshots

## ---- to install what is missing -----------------------------------------------------------------------------------

.PHONY: setup-compiler setup-wasm setup-npm setup-postgres setup-build setup-dev setup-gallery setup-check setup-bench setup-test setup-engines
setup-compiler:
	@scripts/setup compiler
setup-wasm:
	@scripts/setup compiler wasm
setup-npm:
	@scripts/setup npm
setup-postgres:
	@scripts/setup postgres
setup-build:
	@scripts/setup compiler wasm npm
setup-dev:
	@scripts/setup compiler wasm npm wasm-bindgen cargo-leptos
setup-gallery:
	@scripts/setup compiler wasm wasm-bindgen trunk
setup-check:
	@scripts/setup valgrind
setup-bench:
	@scripts/setup compiler npm chromium postgres valgrind wrk
setup-test:
	@scripts/setup compiler wasm npm chromium postgres
setup-engines:
	@scripts/setup compiler wasm npm engines
