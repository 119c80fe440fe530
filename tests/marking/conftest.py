"""The staff of authoring, and the class of reports with an essay: marking follows from both."""

from tests.authoring.conftest import colleague, staff, teacher
from tests.reports.conftest import taught, visit, with_essay

__all__ = ["colleague", "staff", "taught", "teacher", "visit", "with_essay"]
