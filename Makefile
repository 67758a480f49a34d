# One command each; the work is in scripts/. `make` alone lists them.
PYTHON ?=
NO_APT ?=
export NO_APT
# the tests start hundreds of processes, each of which would compile everything again
unexport PYTHONDONTWRITEBYTECODE
PYTEST = .venv/bin/python -m pytest -p no:cacheprovider
# an environment whose Python has gone is made again
GONE := $(shell .venv/bin/python -c '' 2>/dev/null || echo again)
GONE_REAL := $(shell .venv-real/bin/python -c '' 2>/dev/null || echo again)

.PHONY: help demo test check deps lock bench screenshots shake test-real test-rt package test-packages test-linux test-windows clean again

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "%-13s %s\n", $$1, $$2 }' Makefile

demo: .venv/ready ## see what needs a support engineer, at a small company that is played
	@sh scripts/demo.sh

test: check ## everything that needs no server of somebody else's
	@sh scripts/deps.sh need run
	$(PYTEST) -n auto -m "not desktop and not real"
	@sh scripts/desktop-tests.sh

check: .venv/ready ## format, lint, types, architecture
	.venv/bin/ruff format --check --quiet .
	.venv/bin/ruff check --quiet .
	.venv/bin/python -m mypy
	.venv/bin/python -m pytest -p no:cacheprovider -p no:pytest-qt -q tests/test_architecture.py

deps: ## the system's packages (Debian, as root)
	@sh scripts/deps.sh install run test

lock: .venv/ready ## renew requirements.lock, tests/real/requirements.lock and packaging/lock
	@sh scripts/lock.sh

bench: .venv/ready ## the numbers of docs/performance.md
	.venv/bin/python scripts/bench.py

screenshots: .venv/ready ## the pictures of the README
	.venv/bin/python scripts/screenshots.py

shake: .venv/ready ## the desktop tests five times, with four busy loops beside
	@sh scripts/shake.sh

test-real: .venv/ready .venv-real/ready tests/real/emulate/node_modules/.ready ## against servers that nobody here wrote
	$(PYTEST) -m real tests/real --ignore=tests/real/test_rt.py

test-rt: .venv/ready ## against a real Request Tracker 5 (Debian's packages; as root it installs them)
	@sh scripts/deps.sh need rt
	RT_WANTED=1 $(PYTEST) -m real tests/real/test_rt.py

package: ## the .deb and the archive for Linux, in dist (Debian); with Wine, NSIS and MinGW Windows' setup and zip too
	@python=$$(sh scripts/find-python.sh "$(PYTHON)") && "$$python" packaging/build.py linux && sh scripts/package-windows.sh "$$python"

test-packages: test-linux test-windows ## build, install, use, upgrade and remove what is packed (root on Debian; it installs what it needs)

test-linux: .venv/ready ## the same with the .deb alone
	@sh scripts/deps.sh need test
	@sh scripts/deps.sh need package
	@python=$$(sh scripts/find-python.sh "$(PYTHON)") && "$$python" packaging/build.py linux && \
		"$$python" packaging/linux/verify.py dist/linux/*.deb

test-windows: .venv/ready ## the same with Windows' setup and zip alone, under Wine
	@sh scripts/deps.sh need windows
	@sh scripts/deps.sh need test
	@python=$$(sh scripts/find-python.sh "$(PYTHON)") && "$$python" packaging/build.py windows --wine && \
		"$$python" packaging/windows/verify_setup.py \
		dist/windows/*-setup.exe dist/windows/*-portable.zip

clean: ## back to a fresh clone
	rm -rf .venv .venv-real tests/real/emulate/node_modules test-results build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

again:

.venv/ready: requirements.lock pyproject.toml $(GONE)
	@python=$$(sh scripts/find-python.sh "$(PYTHON)") && "$$python" scripts/environment.py .venv requirements.lock --project

.venv-real/ready: tests/real/requirements.lock $(GONE_REAL)
	@python=$$(sh scripts/find-python.sh "$(PYTHON)") && "$$python" scripts/environment.py .venv-real tests/real/requirements.lock

tests/real/emulate/node_modules/.ready: tests/real/emulate/package-lock.json .venv-real/ready
	@sh scripts/node-modules.sh tests/real/emulate
