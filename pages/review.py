"""For the first visitor after a server start only: Streamlit then still looks for pages here, and is sent to app.py."""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).resolve().parent.parent / "app.py"), run_name="__main__")
