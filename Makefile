# Bare `make` prints the targets. Every target makes what it needs; `make demo` and `make test` are all that a new machine wants.
SHELL := /bin/sh
PY := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup demo test drill workers cluster attack walk tamper bench overload day soak paint check run format translations docs pictures lock clean

help: ## Print this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: ## Make .venv with everything that development needs, and compile the translations
	@tools/setup.sh dev

demo: ## Show Mazalim with a made-up country's complaints (MAZALIM_PORT, MAZALIM_DATA_DIR, DATABASE_URL)
	@tools/setup.sh core
	@exec $(PY) -m tools.demo

test: setup ## Run every test on SQLite and on PostgreSQL
	@exec $(PY) -m tools.test

drill: setup ## Kill web, worker, a rotation of keys and all they lean on, and count what is left (DRILL_KILLS=200)
	@$(PY) -m tools.drill
	@$(PY) -m tools.vault.rotation
	@exec $(PY) -m tools.vault.canary

workers: setup ## Kill workers at random while people write, and measure whom a migration holds up (WORKERS_KILLS=30)
	@$(PY) -m tools.database workers
	@exec $(PY) -m tools.database stalls

cluster: setup ## Bring up two web nodes, two workers, three databases, pooler and proxy; kill the primary; count (ARGS="--kills 3 --by hand")
	@exec $(PY) -m tools.cluster $(ARGS)

attack: setup ## Attack this tree with wapiti, sqlmap, schemathesis, bandit and our own guesses, on this machine alone
	@tools/setup.sh attack
	@exec $(PY) -m tools.attack

walk: setup ## Walk everybody through every address of every case (DATABASE_URL for PostgreSQL)
	@exec $(PY) -m tools.walk

tamper: setup ## Tamper a thousand times with sealed data in the database and count what `verify` finds
	@exec $(PY) -m tools.tamper

bench: setup ## Measure a whole country (N=10000, OF=100000, KEEP=1, ONLY=list,case, COMPARE=bench/results/….json, SQLITE=1); see bench/README.md
	@exec $(PY) -m bench --n $(or $(N),10000) $(if $(OF),--of $(OF)) $(if $(KEEP),--keep) $(if $(SQLITE),--sqlite) $(if $(ONLY),--only $(ONLY)) $(if $(COMPARE),--compare $(COMPARE))

overload: setup ## Offer ten times the capacity for a minute: who is served, what is lost, how soon it is over
	@exec $(PY) -m bench.overload

day: setup ## Replay a day with 25 times the visitors in ten minutes (DAY=500 complaints, MINUTES=10)
	@exec $(PY) -m bench.day --day $(or $(DAY),500) --minutes $(or $(MINUTES),10)

soak: setup ## Load web and worker for half an hour and look whether memory grows (MINUTES=30)
	@exec $(PY) -m bench.soak --minutes $(or $(MINUTES),30)

paint: setup ## Weigh and time pages in Chromium on a slow line
	@exec $(PY) -m bench.paint

check: setup ## Check style, types, imports, templates, translations, settings, migrations
	@exec $(PY) -m tools.check

run: ## Bring the database up to date and serve, as in production
	@tools/setup.sh core
	@exec $(PY) -m tools.run

format: setup ## Lay out the code
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format .

translations: setup ## Take new texts into the catalogues and count what is not translated
	@$(PY) -m tools.messages extract
	@$(PY) -m tools.messages compile

docs: setup ## Write the generated pages of docs/
	@$(PY) -m tools.docs

pictures: setup ## Draw the pictures of docs/pictures/ anew
	@exec $(PY) -m tools.pictures

lock: setup ## Lock the newest versions that requirements/*.in allow
	@cd requirements && ../.venv/bin/uv pip compile $(LOCK) core.in -o core.txt
	@cd requirements && ../.venv/bin/uv pip compile $(LOCK) dev.in -c core.txt -o dev.txt
	@cd requirements && ../.venv/bin/uv pip compile $(LOCK) attack.in -o attack.txt
	@cd requirements && ../.venv/bin/uv pip compile $(LOCK) attack-api.in -o attack-api.txt
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade --custom-compile-command "make lock"

clean: ## Remove what the other targets made, but never the data in var/
	@rm -rf .venv .venv-attack .venv-attack-api .mypy_cache .ruff_cache .pytest_cache .hypothesis staticfiles
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find locale -name '*.mo' -delete
