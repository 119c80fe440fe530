"""The demonstration class of ``run --demo``: simulated students on the real banks."""
