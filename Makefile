# The words that always work. `make` alone lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BROKERS ?= 1
TOOLS := var/tools
PEERS := var/bench-peers
AUDIT := var/audit-tools
HOSTILE := var/hostile
PAGES := var/pages

.DEFAULT_GOAL := help

help: ## list the words
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(VENV)/installed ## make .venv with everything at the locked versions

$(VENV)/installed: requirements-dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: install ## play the city: embedded broker, five services, the sample files, the story; exits 0
	$(BIN)/safety-credit demo

up: install ## the same system, staying up, with its data kept under var/
	$(BIN)/safety-credit up

test: install ## all quick tests: unit, property, cases, contract, architecture, integration, end to end
	$(BIN)/python -m pytest -q -n 3

unit: install ## only the tests that need no server
	$(BIN)/python -m pytest -q tests/unit tests/property tests/cases tests/contract tests/architecture

test-kafka: install ## conformance, scaling and failure on Apache Kafka (fetched by Maven)
	TEST_KAFKA=1 $(BIN)/python -m pytest -q tests/integration tests/chaos tests/end_to_end/test_journey_away.py

kafka: install ## fetch Apache Kafka and start it (BROKERS=3 for three) until interrupted
	$(BIN)/python -m development.brokers --brokers $(BROKERS)

bench: install $(PEERS)/installed ## our worker beside the bare fold, Quix Streams, a bare loop and naive faust, on Tansu and Apache Kafka
	$(BIN)/python -m benchmarks.run

$(PEERS)/installed: requirements-bench.txt # what only `make bench` needs, and would not go with ours
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

bench-history: install ## what a record costs, the more are on record about an enterprise
	$(BIN)/python -m benchmarks.history
	$(BIN)/python -m benchmarks.measures_history

RECORDS ?= 100000
bench-long: install ## an enterprise of RECORDS records through the whole local system, on Apache Kafka
	$(BIN)/python -m benchmarks.long_history --records $(RECORDS)

bench-certificates: install ## how long who asks for a certificate waits, on Apache Kafka
	$(BIN)/python -m benchmarks.certificates --kafka

ENTERPRISES ?= 500000
bench-day: install ## an edition's first day over ENTERPRISES enterprises, in slices: time and memory
	$(BIN)/python -m benchmarks.day --enterprises $(ENTERPRISES)

bench-costs: install ## what a worker costs, and what a city, a province, a nation need by that
	$(BIN)/python -m benchmarks.costs

bench-recovery: install ## the states of ENTERPRISES enterprises taken over by a fresh worker, beside a bare read
	$(BIN)/python -m benchmarks.recovery --enterprises $(ENTERPRISES)

bench-path: install ## what a report costs each service, as a multiple of decoding and encoding its messages
	$(BIN)/python -m benchmarks.path

bench-readers: install ## half a million rows in each form of file: speed and memory
	$(BIN)/python -m benchmarks.readers

bench-registry: install ## the registry of 500,000 enterprises through all of intake's hops, in one go
	$(BIN)/python -m benchmarks.registry

bench-http: install ## reports a second over HTTP in batches, beside a bare endpoint that parses the same
	$(BIN)/python -m benchmarks.http_reports

bench-lookup: install ## look-ups a second of an enterprise's measures, beside a bare endpoint that reads one key
	$(BIN)/python -m benchmarks.lookup

bench-views: install ## what proving its views costs a worker of scoring and of sanctions, beside the same worker without proof
	$(BIN)/python -m benchmarks.view_writes

bench-search: install ## the public's search over ENTERPRISES enterprises at 200 requests a second, beside one row of SQLite
	$(BIN)/python -m benchmarks.search --enterprises $(ENTERPRISES)

bench-trial: install ## a policy tried on a whole city, beside the bare fold, the naive way, and the checkout BEFORE
	$(BIN)/python -m benchmarks.trial $(if $(BEFORE),--before $(BEFORE))

bench-notify: install ## alerts a second by webhook while receivers hang; from report to webhook, idle and half loaded
	$(BIN)/python -m benchmarks.notify

MINUTES ?= 10
fuzz: install ## spoilt inputs for MINUTES minutes; what breaks something is kept under var/fuzz
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

ATTACKS := tests/integration/test_unproven_views.py tests/integration/test_full_redis.py \
	tests/integration/test_route_by_scope.py $(wildcard tests/unit/intake/test_*hostile*.py) \
	$(addprefix tests/unit/chassis/test_, door.py connections.py access_journal.py notes_of_strangers.py \
	rulebook.py) tests/unit/intake/test_kafka_away.py
test-hostile: install $(HOSTILE)/installed ## attacks: requests made up from the APIs' documents, spoilt inputs for MINUTES minutes
	HOSTILE_EXAMPLES=300 PYTHONPATH=$(HOSTILE)/packages $(BIN)/python -m pytest -q -p no:xdist tests/hostile
	HOSTILE_EXAMPLES=3000 $(BIN)/python -m pytest -q tests/property/chassis $(ATTACKS)
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

$(HOSTILE)/installed: requirements-hostile.txt # what only `make test-hostile` needs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --target $(HOSTILE)/packages -r requirements-hostile.txt
	@touch $@

test-pages: $(PAGES)/installed ## the public's pages in a real browser: journeys, axe, keyboard, zoom (installs Debian's chromium)
	TEST_PAGES=1 PYTHONPATH=$(PAGES)/packages $(BIN)/python -m pytest -q -p no:xdist tests/pages

page-pictures: $(PAGES)/installed ## write the pictures of docs/how-to/disclosure.md anew
	PYTHONPATH=$(PAGES)/packages $(BIN)/python -m tests.support.page_pictures

$(PAGES)/installed: requirements-pages.txt | install # what only those two words need: a driver, a browser, Chinese letters
	@command -v chromium > /dev/null && fc-list :lang=zh | grep -q . || \
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-wqy-zenhei fontconfig > /dev/null)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --upgrade --target $(PAGES)/packages -r requirements-pages.txt
	@touch $@

format: install ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: install ## format check, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

contract-check: install $(TOOLS)/usr/bin/promtool tests/contract_check/node_modules/.package-lock.json ## give what is published to the official tools of its formats (needs Node and apt)
	$(BIN)/python -W ignore -m tests.contract_check

$(TOOLS)/usr/bin/promtool: # one program of Debian's package, without its service
	@mkdir -p $(TOOLS)
	@apt-cache show prometheus > /dev/null 2>&1 || apt-get update -qq
	cd $(TOOLS) && apt-get download -qq prometheus && dpkg -x prometheus_*.deb . && rm prometheus_*.deb

tests/contract_check/node_modules/.package-lock.json: tests/contract_check/package-lock.json
	npm ci --silent --prefix tests/contract_check

ci: lint test test-pages contract-check ## what .ci/run calls

schemas: install ## write schemas/published, docs/how-to/records.md and docs/events.md anew from the code
	$(BIN)/python -m schemas.asyncapi
	$(BIN)/python -m schemas.record_reference
	$(BIN)/python -m schemas.event_reference

wording: install ## write tests/snapshots/alerts.md, all that notify says, anew from the rulebook
	$(BIN)/python -m tests.support.alert_snapshot

COMPILE := $(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links --no-annotate

lock: install ## resolve the newest versions that pyproject.toml allows, each with its hashes
	$(COMPILE) --output-file requirements.txt pyproject.toml
	$(COMPILE) --allow-unsafe --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml
	@mkdir -p var && grep -oE '^(kafka-python|msgspec|pyyaml|rocksdict)==[^ ;]+' requirements.txt > var/bench-constraints.txt
	$(COMPILE) --constraint var/bench-constraints.txt --output-file requirements-bench.txt requirements-bench.in
	$(COMPILE) --output-file requirements-hostile.txt requirements-hostile.in
	$(COMPILE) --output-file requirements-pages.txt requirements-pages.in
	$(COMPILE) --allow-unsafe --output-file requirements-build.txt requirements-build.in
	$(COMPILE) --allow-unsafe --output-file requirements-audit.txt requirements-audit.in
	sed -i '/^safety-credit @/d; /^# WARNING: pip install/d; /^# Consider using a hashable/d' requirements-dev.txt # the project itself, by the folder that it was locked in

secrets: install ## make the secrets of docker-compose.yml that are not there yet, under secrets/
	$(BIN)/python -m development.container_secrets

digests: install ## write the digests of the images into .env, as their registry has them now (needs Docker)
	$(BIN)/python -m development.image_digests

sbom: $(AUDIT)/installed ## write var/sbom.cdx.json: all packages of the image, with versions and hashes (CycloneDX)
	$(AUDIT)/bin/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-reproducible --output-file var/sbom.cdx.json

vulnerabilities: install $(AUDIT)/installed ## ask a public database what is known against the locked versions; exit 3: none can be reached
	$(BIN)/python -m development.known_vulnerabilities

$(AUDIT)/installed: requirements-audit.txt # what only those two words need
	@test -x $(AUDIT)/bin/python || $(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.txt
	@touch $@

clean: ## remove what the words made (not .venv)
	rm -rf var build tests/contract_check/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis

.PHONY: help install demo up test unit test-kafka kafka bench bench-history bench-day bench-costs bench-path bench-recovery bench-readers bench-registry bench-http bench-lookup bench-views bench-search bench-trial bench-notify bench-long bench-certificates fuzz test-hostile test-pages page-pictures format lint ci schemas wording lock secrets digests sbom vulnerabilities contract-check clean
