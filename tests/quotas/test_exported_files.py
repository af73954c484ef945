"""What `export_quotas` writes can be checked, like a file of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from orgregs.foundation.workbooks import read_workbook
from tests.times import MARCH

if TYPE_CHECKING:
    from pathlib import Path

    from tests.quotas.conftest import Desk


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_file_of_the_command_matches_and_a_json_is_refused(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    first = desk.year_2024()
    desk.booked(desk.add("mttq", 1), document=desk.paper(issued_on=MARCH))
    file, json = tmp_path / f"bang.{form}", tmp_path / "bang.json"
    options = ["--locality=duc-linh", "--year=2024", "--known-at=1", "--as-of=2024-03-01"]

    call_command("export_quotas", *options, f"--format={form}", f"--output={file}")
    call_command("export_quotas", *options, "--format=json", f"--output={json}")
    capsys.readouterr()
    call_command("verify_file", str(file))

    assert first.seal.head in capsys.readouterr().out
    address = "/bien-che/duc-linh/2024/?khoi=party&ngay=01/03/2024&so=1"
    assert any(
        str(cell).endswith(address) for row in read_workbook(file.read_bytes(), file.name)[0].rows for cell in row
    )
    with pytest.raises(CommandError, match="Chỉ đối chiếu được tệp XLSX và CSV") as refusal:
        call_command("verify_file", str(json))
    assert refusal.value.returncode == 2
