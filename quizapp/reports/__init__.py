"""Reports: what a teacher reads about a class, a question and a student."""
