"""When a student should see a question again: spaced returns over py-fsrs.

The events are the truth; a ``CardState`` is a cache that ``schedule`` rebuilds bit for bit. What is
remembered is an *item* (the idea that variants share), not a question.
"""
