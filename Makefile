# Two commands on a fresh machine: `make run` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help run test check format data docs samples bench clean

PYTHON ?= python3
VENV := .venv
UV := $(VENV)/bin/uv
UV_VERSION := 0.13.9
RUN := $(VENV)/bin
EDITIONS := $(patsubst samples/%/source.toml,%,$(wildcard samples/*/*/*/source.toml))

help:  ## この一覧 / this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: data  ## samples/ を読み normalized/ に表を書く / read samples/, write normalized/
	@$(RUN)/shinchoku show $(firstword $(wildcard samples/*/*/*/*.pdf))

test: $(VENV)/ready  ## テスト / all tests
	$(RUN)/pytest --numprocesses auto --dist loadfile

check: $(VENV)/ready  ## 書式・規則・型 / format, lint, types
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy

format: $(VENV)/ready  ## 書式をそろえる / format the code
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

data: $(VENV)/ready  ## normalized/ を作り直す / rebuild normalized/
	@for edition in $(EDITIONS); do \
		$(RUN)/shinchoku run samples/$$edition --out normalized/$$edition || exit 1; \
	done
	@$(RUN)/shinchoku panel normalized

docs: $(VENV)/ready  ## README の表を作り直す / rebuild README's table
	$(RUN)/python docs/make_notations.py
	$(RUN)/python docs/make_costs.py
	$(RUN)/python docs/make_reference.py

samples: $(VENV)/ready  ## 見本を組み直す / typeset the samples again
	$(RUN)/python samples/typeset.py

bench: $(VENV)/ready  ## 速さと正しさを測る / measure speed and accuracy
	@for file in benchmarks/*.py; do echo "== $$file"; $(RUN)/python $$file || exit 1; done

clean:  ## 作ったものを消す / remove what was set up
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/ready: pyproject.toml uv.lock
	@test -x $(RUN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(UV) || { $(RUN)/python -m ensurepip >/dev/null && \
		$(RUN)/python -m pip install --quiet uv==$(UV_VERSION); }
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(UV) sync --frozen --inexact --all-extras --quiet
	@touch $@
