"""docs/api.md and docs/analysis.md: their examples run and print what they say."""

import doctest
import re
from pathlib import Path

import pytest

from kg.export.tables import CLAIM_COLUMNS, ENTITY_COLUMNS

DOCS = Path(__file__).parents[1] / "docs"


def blocks(page: str, fence: str) -> list[str]:
    text = (DOCS / page).read_text("utf-8")
    return re.findall(rf"^```{re.escape(fence)}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["api.md", "analysis.md"])
def test_the_examples_of_a_page_print_what_they_say(page: str) -> None:
    examples = "\n".join(blocks(page, "pycon"))
    test = doctest.DocTestParser().get_doctest(examples, {}, page, str(DOCS / page), 0)
    assert len(test.examples) > 5
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    runner.run(test, out=said.append)
    assert runner.failures == 0, "".join(said)


def test_the_example_with_the_language_model_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(DOCS.parent)
    [example] = blocks("api.md", "python model")
    exec(compile(example, "docs/api.md", "exec"), {})
    assert "Department of Homeland Security oversees Immigration and Customs Enforcement (asserted)" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("columns", [CLAIM_COLUMNS, ENTITY_COLUMNS])
def test_every_column_of_the_tables_is_explained(columns: tuple[str, ...]) -> None:
    text = (DOCS / "analysis.md").read_text("utf-8")
    assert [column for column in columns if f"`{column}`" not in text] == []
