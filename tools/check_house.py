"""Hold the program's source against the rules of the house: part of ``python3 manage.py check``, needs no database."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools import house_rules, template_rules  # noqa: E402  # the project's folder is on the path only now


def main() -> int:
    found = house_rules.all_breaches()
    found += [breach for rule in template_rules.TEMPLATE_RULES for breach in template_rules.breaches(rule)]
    if found:
        print(*found, sep="\n", file=sys.stderr)
        print(
            f"{len(found)} breaches of the rules in CONTRIBUTING.md, “Rules of the house”.", file=sys.stderr
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
