"""The blueprint of taking."""

from flask import Blueprint

bp = Blueprint("taking", __name__)
