"""Figures as people write them: numerals, units, quantities, and the diagnosis of a wrong one."""
