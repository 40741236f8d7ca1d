"""A notebook: worked answers, comparisons, scenarios, pages and notes in order; saved, opened, run again, taken along."""
