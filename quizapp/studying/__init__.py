"""Studying: practice, the day's review, progress, flashcards, the briefing, and what a class holds.

Events (``review_event``) are the truth and are never changed; the schedule (``review_state``) is replayed from them.
"""
