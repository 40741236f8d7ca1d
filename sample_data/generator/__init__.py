"""Makes the sample company, Fernhill Software. Everything and everybody in it is made up."""
