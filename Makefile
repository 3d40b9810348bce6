# Needs Python 3.11 or newer; everything else goes into .venv/ and var/.
PYTHON ?= python3
VENV := .venv
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run demo dev test quick coverage mutants faults bench screenshots lock

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 - \2/p' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## the 2020 appeal at http://127.0.0.1:8000 (PORT=8001 changes it)
	@$(VENV)/bin/python manage.py serve

demo: export DATA_DIR := var/demo
demo: $(VENV)/run.stamp ## the same with demonstration data, in var/demo (NEW=1: start over)
	@$(if $(NEW),rm -rf var/demo)
	@$(VENV)/bin/python manage.py serve --demo

dev: export DATA_DIR := var/demo
dev: export DEBUG := 1
dev: $(VENV)/run.stamp ## a server that reloads what you edit, on the data of make demo
	@$(VENV)/bin/python manage.py migrate --verbosity 0
	@$(VENV)/bin/python manage.py load_appeal
	@$(VENV)/bin/python manage.py load_demo
	@$(VENV)/bin/python manage.py runserver $(or $(PORT),8000)

test: $(VENV)/test.stamp ## everything that must hold before a change lands
	@$(VENV)/bin/python -m tests

quick: $(VENV)/test.stamp ## lint, types and the tests that need no database, in less than a minute
	@$(VENV)/bin/python -m tests --quick

coverage: $(VENV)/test.stamp ## which lines the tests on SQLite leave out
	@$(VENV)/bin/python -m pytest -q -n 2 --ignore=tests/browser --cov --cov-report=term

mutants: $(VENV)/mutation.stamp ## which faults the tests do not notice (COUNT=150 of them, SEED=2 others)
	@$(VENV)/bin/python -m tests.mutants $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED))

faults: $(VENV)/test.stamp ## faults on purpose at full strength, for hours (QUICK=1: as make test; ENGINE=sqlite)
	@$(VENV)/bin/python -m tests.faults $(if $(QUICK),--quick) $(if $(ENGINE),--engine $(ENGINE))

bench: $(VENV)/bench.stamp ## whether the goals for speed and size are met (WHOLE=1: a million lines, both engines)
	@$(VENV)/bin/python -m benchmarks $(if $(WHOLE),--whole) $(if $(ROWS),--rows $(ROWS))

UV := $(VENV)/uv/bin/uv
COMPILE := $(UV) pip compile pyproject.toml --quiet --universal --generate-hashes --no-header

screenshots: $(VENV)/test.stamp ## every page in var/screenshots, those of the guide in docs/guide/pictures
	@$(VENV)/bin/python -m pytest -q -s -p no:cacheprovider -n 2 tests/browser/screenshots.py

lock: $(UV) ## write requirements/ again from pyproject.toml (UPGRADE=1: newest versions)
	$(COMPILE) $(if $(UPGRADE),--upgrade) -o requirements/run.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) -c requirements/run.txt --extra production -o requirements/production.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) -c requirements/production.txt --extra production --extra signin -o requirements/signin.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) -c requirements/signin.txt --extra production --extra signin --extra s3 -o requirements/s3.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) -c requirements/s3.txt --extra signin --extra s3 --extra test -o requirements/test.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) -c requirements/test.txt --extra signin --extra s3 --extra test --extra mutation -o requirements/mutation.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) -c requirements/test.txt --extra signin --extra s3 --extra test --extra bench -o requirements/bench.txt

$(UV):
	$(PYTHON) -m venv $(VENV)/uv
	$(VENV)/uv/bin/pip install --quiet uv

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@echo "Making the virtual environment $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

# A stamp is newer than the lock that was installed last. The lock is whole, so that nothing is
# resolved: an older pip would look at newer releases than the locked ones, and refuse them.
$(VENV)/%.stamp: requirements/%.txt | $(VENV)/bin/pip
	@echo "Installing $< ..."
	@$(VENV)/bin/pip install --quiet --no-deps --require-hashes -r $<
	@touch $@
