"""Practice: exercises made from the same declarations as the calculator. Formula, working, mistakes and Excel are never written twice."""
