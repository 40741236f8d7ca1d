"""`python -m cs_calc` is `cs-calc`."""

from cs_calc.cli import main

if __name__ == "__main__":
    main()
