"""Statistics of quizzes, questions and learners: pure functions on plain numbers, standard library only."""
