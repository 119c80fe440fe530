"""What every room may use: limits, settings, texts and their translation, refusals, the clock, cells of tables."""
