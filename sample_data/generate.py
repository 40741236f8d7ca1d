"""Make the sample company: python sample_data/generate.py [--out FOLDER] [--csv-only]

The same files every time, to the byte. What is planted in them is told in STORY.md.
"""

import argparse
from pathlib import Path

from generator import messy, messy_tools, tables, write


def main() -> None:
    ask = argparse.ArgumentParser(description="Make the sample company.")
    ask.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write into")
    ask.add_argument("--csv-only", action="store_true", help="leave out the workbook and the messy files")
    given = ask.parse_args()
    (given.out / "csv").mkdir(parents=True, exist_ok=True)
    made = tables.make()
    for name, rows in made.items():
        write.write_csv(given.out / "csv" / f"{name}.csv", rows, tables.KINDS[name])
        print(f"{name}: {len(rows)} rows")
    if not given.csv_only:
        write.write_workbook(given.out / "sample_company.xlsx", made, tables.KINDS)
        messy.write_all(given.out / "messy", made)
        messy_tools.write_all(given.out / "messy")


if __name__ == "__main__":
    main()
