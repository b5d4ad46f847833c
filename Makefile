PYTHON = .venv/bin/python

.PHONY: check lint test seeds
check: lint test
lint:
	.venv/bin/ruff check .
	.venv/bin/mypy
test:
	$(PYTHON) -m pytest -n 2
# What is generated and committed: exports/, and the outputs in README.md and docs/guide.md.
seeds:
	rm -rf exports
	$(PYTHON) -m kg build seeds -o exports --store :memory:
	$(PYTHON) docs/fill.py
