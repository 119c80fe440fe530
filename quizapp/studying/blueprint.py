"""The blueprint of studying."""

from flask import Blueprint

bp = Blueprint("studying", __name__, url_prefix="/study")
