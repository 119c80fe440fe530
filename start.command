#!/bin/bash
# A double click on macOS starts quizapp for a class in the same network. The window stays open when something is wrong.
cd "$(dirname "$0")" || exit 1
stay() {
  printf '\n%s\n' "$1"
  read -r -p "Press Enter to close this window. " _
  exit 1
}
for python in python3 python3.13 python3.12 python3.11; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    "$python" manage.py run --class --open "$@"
    ended=$?
    # Ctrl-C (130) and an orderly end (0) need no word.
    [ "$ended" = 0 ] || [ "$ended" = 130 ] || stay "quizapp has stopped: see above."
    exit 0
  fi
done
stay "quizapp needs Python 3.11 or newer, which is not on this computer. Get it from https://www.python.org/downloads/ and double-click this again."
