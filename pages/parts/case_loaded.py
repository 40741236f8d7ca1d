"""Whether what is loaded are the tables of a case study."""

from __future__ import annotations

from pages.parts import state


def is_case_data() -> bool:
    """Whether what is loaded are the tables of a case and nothing else."""
    held = state.held()
    if not held:
        return False
    from cs_calc.training.cases.analysed import PREFIX  # with it come all six cases: only where something is loaded

    return all(name.startswith(PREFIX) for name in held)
