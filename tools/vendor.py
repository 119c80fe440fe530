#!/usr/bin/env python3
"""The vendored browser files: built from ``frontend/`` with npm, checked without it. Standard library only.

  python3 manage.py vendor           build them anew (needs Node and npm; the versions are those of package-lock.json)
  python3 manage.py vendor check     compare the committed files with their manifest

``quizapp/static/vendor/MANIFEST.json`` names each package that went in, its version, its licence, and the SHA-384 of
each file. Two builds of one lock file are the same, byte for byte.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
OUTPUT = ROOT / "quizapp" / "static" / "vendor"
MANIFEST = OUTPUT / "MANIFEST.json"
LICENCES = OUTPUT / "LICENCES.txt"
#: Tools that make the bundle and do not go into it.
TOOLS = ("esbuild", "@esbuild/")


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["check"]):
        print(__doc__)
        return 2
    return check() if arguments else build()


def build() -> int:
    """Fetch what the lock file names, bundle it, write down what went in."""
    if not shutil.which("npm"):
        print("npm is missing. Install Node.js 20 or newer. (Running quizapp needs neither.)")
        return 1
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FRONTEND, check=True)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    command = [
        "node_modules/.bin/esbuild",
        "editor.js",
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
    ]
    meta = FRONTEND / "node_modules" / "meta.json"
    options = ["--legal-comments=none", f"--metafile={meta}", f"--outfile={OUTPUT / 'editor.js'}"]
    subprocess.run([*command, *options], cwd=FRONTEND, check=True)
    packages = bundled(json.loads(meta.read_text()))
    LICENCES.write_text("\n".join(licence_text(name) for name in packages), encoding="utf-8")
    files = {path.name: sha384(path) for path in (OUTPUT / "editor.js", LICENCES)}
    MANIFEST.write_text(
        json.dumps({"packages": [about(name) for name in packages], "files": files}, indent=2) + "\n"
    )
    print(
        f"{OUTPUT / 'editor.js'}: {(OUTPUT / 'editor.js').stat().st_size:,} bytes, {len(packages)} packages"
    )
    return 0


def bundled(meta: dict) -> list[str]:
    """Names of the packages that the bundle holds."""
    names = set()
    for path in meta["inputs"]:
        inside = path.rpartition("node_modules/")[2] if "node_modules/" in path else ""
        if inside:
            parts = inside.split("/")
            names.add("/".join(parts[:2]) if inside.startswith("@") else parts[0])
    return sorted(name for name in names if not name.startswith(TOOLS))


def package(name: str) -> dict:
    return json.loads((FRONTEND / "node_modules" / name / "package.json").read_text(encoding="utf-8"))


def about(name: str) -> dict:
    return {"name": name, "version": package(name)["version"], "licence": package(name)["license"]}


def licence_text(name: str) -> str:
    folder = FRONTEND / "node_modules" / name
    text = next(p for p in sorted(folder.iterdir()) if p.name.upper().startswith("LICEN")).read_text("utf-8")
    return f"{name} {package(name)['version']}\n\n{text.strip()}\n"


def sha384(path: Path) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def check() -> int:
    """Whether every vendored file is what its manifest says, and nothing lies beside them."""
    listed = json.loads(MANIFEST.read_text(encoding="utf-8"))["files"]
    found = {p.name: sha384(p) for p in OUTPUT.iterdir() if p.is_file() and p != MANIFEST}
    wrong = sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name))
    for name in wrong:
        print(f"{OUTPUT / name}: not what MANIFEST.json says. Build it anew with: python3 manage.py vendor")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
