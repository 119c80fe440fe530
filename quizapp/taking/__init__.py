"""Taking a quiz: home, start, questions, check, results, coming back."""
