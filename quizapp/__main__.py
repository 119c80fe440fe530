"""``python -m quizapp``: start the program."""

import sys

from quizapp.serve import main

sys.exit(main())
