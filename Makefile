# Needs nothing but make and Python >= 3.11. `make run` and `make test` set up .venv by themselves, once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SET_UP_FROM := setup.cfg constraints.txt tools/set_up.py tools/qt_libraries.py

CHARACTERS ?= ../shared/data/characters
FONTS ?=

.PHONY: help run test check format screenshots samples reader clean

help:
	@echo "make run           set everything up and open the window"
	@echo "make test          set everything up and run the tests, without a display"
	@echo "make check         format, lint, types, import contracts, fast tests"
	@echo "make format        put the code into the house's format"
	@echo "make screenshots   take the pictures of the window that the documents show"
	@echo "make samples       compose the sample pages in assets/samples again (fetches a font by npm)"
	@echo "make reader        build the reader's data and train it again (CHARACTERS=FOLDER FONTS=FOLDER; hours)"
	@echo "make clean         remove what was built (.venv stays)"

run: $(VENV)/.ready-run
	@$(BIN)/python tools/start.py

test: $(VENV)/.ready-test
	$(BIN)/python -m pytest

check: $(VENV)/.ready-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -m "not slow and not e2e"

format: $(VENV)/.ready-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

screenshots: $(VENV)/.ready-run
	$(BIN)/python tools/screenshots.py

samples: $(VENV)/.ready-test
	$(BIN)/python tools/make_samples.py

reader: $(VENV)/.ready-run
	$(BIN)/python main.py reader-data --characters $(CHARACTERS) $(if $(FONTS),--fonts $(FONTS)) --output build/reader-data.npz
	$(BIN)/python main.py train --dataset build/reader-data.npz --model reader --backend torch --optimizer adam \
		--learning-rate 0.003 --schedule one-cycle --weight-decay 0.02 --dropout 0.25 --batch-size 256 --epochs 6 --seed 1 \
		--augment shape --label-smoothing 0.05 --ema 0.999 --threads 1 --watch loss --measure-every 0 --output build/reader.safetensors

clean:
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.ready-run: $(SET_UP_FROM)
	@$(PYTHON) tools/set_up.py $(VENV)
	@touch $@

$(VENV)/.ready-test: $(SET_UP_FROM)
	@$(PYTHON) tools/set_up.py $(VENV) --with-tests
	@touch $@ $(VENV)/.ready-run
