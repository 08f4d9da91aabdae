# The commands of whoever tries sapa and of whoever works on it; `make help` lists them.

PYTHON_HERE := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run demo test bench lint

help: ## Tampilkan daftar perintah ini
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

run: .venv/base.stamp ## Jalankan sapa (basis data, antrean, web, pekerja) sampai Ctrl-C
	@$(PYTHON_HERE) -m sapa.cli run

demo: .venv/base.stamp ## Mainkan dua bulan demo, periksa laporan bertanda tangan di var/out
	@$(PYTHON_HERE) -m sapa.cli demo

test: .venv/test.stamp ## Jalankan semua uji (ARGS="tests/clock -k libur" untuk sebagian)
	@$(PYTHON_HERE) -m pytest -n 2 --dist loadfile $(ARGS)

bench: .venv/test.stamp ## Ukur kecepatan pada 100.000 tiket
	@$(PYTHON_HERE) -m bench $(ARGS)

lint: .venv/test.stamp ## Periksa gaya, tipe, dan arah impor
	@$(PYTHON_HERE) -m ruff check .
	@$(PYTHON_HERE) -m ruff format --check .
	@$(PYTHON_HERE) -m mypy
	@.venv/bin/lint-imports

# A stamp newer than its requirements means that nothing has to be installed, and no network is needed.
.venv/base.stamp: requirements/base.txt
	@sh tools/venv.sh base

.venv/test.stamp: requirements/test.txt
	@sh tools/venv.sh test
