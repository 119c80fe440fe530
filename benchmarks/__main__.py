"""Run one benchmark, or name them all.

    python3 manage.py bench [NAME] [--rounds N] [--json FILE] [...]

Each runs the thing and its yardstick in turn and prints medians, spread and ratio, with the goal beside them.
"""

import sys
from importlib import import_module

#: Each with the module that measures it.
BENCHES = {
    "hot-path": "benchmarks.hot_path",
    "start": "benchmarks.start_bench",
    "server": "benchmarks.server_bench",
    "report": "benchmarks.report_bench",
    "statistics": "benchmarks.statistics_bench",
    "bank": "benchmarks.bank_bench",
    "editor": "benchmarks.editor_bench",
    "today": "benchmarks.today_bench",
    "slow-network": "benchmarks.slow_network",
    "drafting": "benchmarks.drafting_bench",
    "learning": "benchmarks.learning_simulation",
}


def main() -> int:
    name, rest = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if name not in BENCHES:
        print(f"python3 manage.py bench NAME, with one of: {', '.join(BENCHES)}")
        return 0 if name in ("", "-h", "--help") else 2
    module = import_module(BENCHES[name])
    sys.argv = [f"bench {name}", *rest]
    module.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
