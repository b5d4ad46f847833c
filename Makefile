.PHONY: check test lint
check: lint test
lint:
	.venv/bin/ruff check .
	.venv/bin/mypy
test:
	.venv/bin/python -m pytest -n 2
