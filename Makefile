# make serve · make chat · make test: each makes .venv and installs from the pinned lock by itself.
PYTHON ?= python3
BIN := .venv/bin
.PHONY: serve chat test check lint bench bench-channels soak lock clean

LOOPS := setup.py $(wildcard bot/understanding/matching/loops/*)

.venv/run: requirements.lock pyproject.toml $(LOOPS)
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	rm -f bot/understanding/matching/native.*.so # or what no longer compiles would go on being used
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/doolittle ask hello >/dev/null # learns the examples once, so that the first start is as quick as any
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

serve: .venv/run ## the HTTP service, with a page to chat on at http://127.0.0.1:5005
	@$(BIN)/doolittle serve

chat: .venv/run ## the bot in the terminal
	@$(BIN)/doolittle chat

test: .venv/dev ## every test
	# Compiled code is kept: three workers and the many processes that tests start would each compile it anew.
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3 --dist worksteal

check: .venv/run ## the content of the pack
	$(BIN)/doolittle check

lint: .venv/dev ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev ## measure the service and write docs/performance.md
	$(BIN)/python -m benchmarks.performance

bench-channels: .venv/dev ## measure each channel and write docs/channels.md
	$(BIN)/python -m benchmarks.channels

soak: .venv/dev ## kills, hammers, nonsense and a long run at full counts; writes docs/soak.md
	$(BIN)/python -m benchmarks.soak

lock: ## pin the newest versions that work together (needs uv)
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --universal pyproject.toml --constraint constraints.txt -o requirements.lock
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --universal pyproject.toml --all-extras --constraint requirements.lock -o requirements-all.lock
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --universal pyproject.toml --all-extras --group dev --constraint requirements-all.lock -o requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache
