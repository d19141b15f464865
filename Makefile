# make run | test | test-kernel | lint | bench | bench-edges | wheel | golden | lock | vendor | voice | clean      (docs: CONTRIBUTING.md)
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PEERS  := .venv-bench
FIELD  ?= simulated
PORT   ?= 8080
PHONE  ?=
ARGS   ?=
ON_PI  := $(wildcard /proc/device-tree/model)
PIP    := $(BIN)/python -m pip --disable-pip-version-check -qq
APT    := DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300

.PHONY: setup run test browser sound postgres compiler test-kernel lint bench bench-edges cyclictest wheel golden lock vendor voice clean
.DEFAULT_GOAL := run

setup: $(VENV)/.ready
	@:

$(VENV)/.ready: requirements/run.txt requirements/build.txt requirements/pi.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "make: no $(PYTHON) here: install Python 3.11 or later" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: $(PYTHON) is older than 3.11" >&2; exit 2; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { echo "Making $(VENV) ..."; \
	  $(PYTHON) -m venv --clear $(if $(ON_PI),--system-site-packages) $(VENV); }
	@echo "Installing what the trainer needs ..."
	@$(PIP) install --require-hashes -r requirements/run.txt -r requirements/build.txt $(if $(ON_PI),-r requirements/pi.txt)
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.ready requirements/dev.txt
	@echo "Installing what the tests need ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

run: setup
	@$(BIN)/cue-trainer serve --port $(PORT) --field "$(FIELD)" $(if $(PHONE),--host 0.0.0.0 --no-pairing)

test: $(VENV)/.dev browser sound postgres compiler
	@$(BIN)/python -m pytest -n 5 --dist loadgroup $(ARGS)

# Chromium comes from apt where we may install it; without root the browser tests skip with one line.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  echo "Installing Chromium for the browser tests ..." && $(APT) update && \
	  $(APT) install -y --no-install-recommends chromium fonts-dejavu-core >/dev/null; } || \
	  echo "make: no Chromium, and it could not be installed: the browser tests will skip"

# So does a PulseAudio, which tests and bench start for themselves; PortAudio's library comes from apt on every machine.
sound:
	@command -v pulseaudio >/dev/null && command -v parec >/dev/null && ldconfig -p | grep -q libportaudio && \
	  ls /usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so >/dev/null 2>&1 || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  echo "Installing PulseAudio and PortAudio for the sound tests ..." && $(APT) update && \
	  $(APT) install -y --no-install-recommends pulseaudio pulseaudio-utils libasound2-plugins libportaudio2 >/dev/null; } || \
	  echo "make: no PulseAudio or no PortAudio, and they could not be installed: the sound tests will skip"

# And PostgreSQL, of which the tests start a server of their own.
postgres:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  echo "Installing PostgreSQL for the tests of the club's store ..." && $(APT) update && \
	  $(APT) install -y --no-install-recommends postgresql >/dev/null; } || \
	  echo "make: no PostgreSQL, and it could not be installed: the tests of the club's store will skip"

# And a C compiler, for the wall clock that a test sets by hours and the disk that it slows (tests/walltime.c, slowdisk.c).
compiler:
	@command -v cc >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  echo "Installing a C compiler for the tests that move clock and disk ..." && $(APT) update && \
	  $(APT) install -y --no-install-recommends gcc libc6-dev >/dev/null; } || \
	  echo "make: no C compiler, and it could not be installed: the tests that move clock and disk will skip"

test-kernel: setup
	@tests/kernel/run.sh $(ARGS)

lint: $(VENV)/.dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# PsychoPy, Expyriment and uvloop, to be measured beside the trainer: in an environment of their own.
$(PEERS)/.ready: requirements/bench.txt
	@echo "Installing the trainer's peers ..."
	@$(PYTHON) -m venv --clear $(PEERS)
	@$(PEERS)/bin/python -m pip --disable-pip-version-check -qq install --require-hashes --no-deps -r requirements/bench.txt
	@touch $@

cyclictest:
	@command -v cyclictest >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  echo "Installing rt-tests ..." && $(APT) update && $(APT) install -y --no-install-recommends rt-tests >/dev/null; } || \
	  echo "make: no cyclictest, and rt-tests could not be installed: the bench will leave it out"

# Edges on a GPIO chip that a program can drive, beside gpiozero's Buttons: in the test kernel.
bench-edges: setup
	@mkdir -p build/bench
	@tests/kernel/run.sh -k bench -s | tee build/bench/edges.txt

bench: setup $(PEERS)/.ready cyclictest sound
	@mkdir -p build/bench
	@$(BIN)/cue-trainer bench --peers $(PEERS)/bin/python --output build/bench/bench.json --plots build/bench $(ARGS)

wheel: setup
	@tools/wheel.sh

golden: $(VENV)/.dev
	@GOLDEN=renew $(BIN)/python -m pytest -q -k golden

lock:
	@tools/lock.sh

vendor:
	@tools/vendor.sh

voice: $(VENV)/.dev
	@command -v espeak-ng >/dev/null || { echo "make: no espeak-ng: apt-get install espeak-ng" >&2; exit 2; }
	@$(BIN)/python tools/voice.py

clean:
	rm -rf $(VENV) $(PEERS) dist build .mypy_cache .ruff_cache .hypothesis .import_linter_cache
