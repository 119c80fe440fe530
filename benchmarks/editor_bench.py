"""How long a teacher waits for the checker after a pause in typing: the editor's own request, over a whole bank.

    python -m benchmarks.editor_bench [--rounds 9] [--json FILE]

Asks the program, through its test client, for everything the checker says of a text (``check.json``: problems, advice,
simulated takers, places of the questions), each time of another text, as typing makes it. The editor sends it 350 ms
after the last key. Prints milliseconds by the clock and of the processor: median (lowest to highest).
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.bank_bench import make_bank
from quizapp import create_app
from quizapp.authoring.service import make_bank as keep_bank
from quizapp.basics.config import Settings
from quizapp.identity import sessions as visitors
from quizapp.models import User
from quizapp.models.db import migrate

ROOT = Path(__file__).resolve().parent.parent


def texts() -> dict[str, str]:
    """What is measured: the bank of the article, and made-up ones with five types of question."""
    article = (ROOT / "questions" / "kursk-incursion.yaml").read_text(encoding="utf-8")
    return {
        "the article's bank, 158 questions": article,
        "made up, 100 questions": make_bank(100),
        "made up, 500 questions": make_bank(500),
    }


def measure(rounds: int) -> list[dict[str, Any]]:
    found = []
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=folder, questions="", plain_http="1"))
        program = app.extensions["quizapp"]
        migrate(program.sessions.engine)
        now = datetime.now(UTC)
        with program.sessions.write() as session:
            user = User(
                username="a",
                username_key="a",
                display_name="A",
                password_hash="-",  # noqa: S106  # nobody signs in with it
                is_admin=False,
                created_at=now,
            )
            session.add(user)
            session.flush()
            bank = keep_bank(session, "b" * 32, "Measured", "title: x\n", user.id, now).public_id
            token = visitors.sign_in(session, now, user_id=user.id)
            session.commit()
        client = app.test_client()
        client.set_cookie("session", token)
        page = client.get(f"/banks/{bank}/edit").text
        csrf = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        for name, text in texts().items():
            wall, cpu = [], []
            for number in range(rounds + 1):
                begun, worked = time.perf_counter(), time.process_time()
                answer = client.post(
                    f"/banks/{bank}/check.json", data={"csrf_token": csrf, "text": f"{text}# {number}\n"}
                )
                wall.append((time.perf_counter() - begun) * 1000)
                cpu.append((time.process_time() - worked) * 1000)
                assert answer.json["questions"], answer.text[:200]  # noqa: S101  # it must measure a whole check
            found.append(
                {"text": name, "kB": len(text.encode()) / 1000, "wall": wall[1:], "cpu": cpu[1:],
                 "answer kB": len(answer.data) / 1000}
            )  # fmt: skip
        program.sessions.engine.dispose()
    return found


def row(figures: list[float]) -> str:
    return f"{statistics.median(figures):.0f} ({min(figures):.0f}-{max(figures):.0f})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = measure(given.rounds)
    print("| text | kB | ms by the clock | ms of the processor | answer kB |\n|---|---|---|---|---|")
    for each in found:
        print(
            f"| {each['text']} | {each['kB']:.0f} | {row(each['wall'])} | {row(each['cpu'])} | {each['answer kB']:.0f} |"
        )
    if given.json:
        given.json.write_text(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
