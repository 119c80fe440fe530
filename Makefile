# Thin aliases: manage.py does the work, and runs where there is no make.
.PHONY: run demo test check lock screenshots

run:
	python3 manage.py run

demo:
	python3 manage.py run --demo

test:
	python3 manage.py test

check:
	python3 manage.py check

lock:
	python3 manage.py lock

screenshots:
	python3 manage.py screenshots
