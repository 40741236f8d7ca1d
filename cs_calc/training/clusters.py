"""What the clusters of mistakes are called, for reports and pages."""

from __future__ import annotations

from collections.abc import Mapping

from cs_calc.model import Cluster

CLUSTER_WORDS: Mapping[Cluster, tuple[str, str]] = {
    "wrong_base": ("Wrong base", "Divides by the wrong group: the end, everybody, new customers."),
    "wrong_part": ("Wrong part", "Counts the wrong things on top: drops a group or adds one."),
    "new_vs_existing": ("New for existing", "Lets new business into a metric of existing customers."),
    "scale": ("Survey scale", "Wrong cut-off or direction of a survey scale."),
    "neighbour": ("Neighbouring metric", "Computes the metric next to the one that was asked for."),
    "complement": ("Opposite share", "Reports the opposite share: who left instead of who stayed."),
    "units_time": ("Units of time", "Mixes months and years, hours and minutes, one-off and recurring."),
    "inverted": ("Upside down", "Turns the fraction upside down."),
    "abs_vs_rel": ("Points for percent", "Takes points for percent, or a difference for a relative change."),
    "events_vs_people": ("Events for people", "Counts events instead of distinct customers, or counts twice."),
    "part_to_part": ("Part to part", "Compares a part with the rest instead of the whole."),
    "sign": ("Sign", "Turns direction or sign round."),
    "count_vs_rate": ("Count for rate", "Gives a number instead of a percentage, or the reverse."),
    "share_vs_average": ("Share for average", "Gives an average score instead of a share of people, or the reverse."),
    "centre": ("Mean and median", "Confuses mean, median and extremes."),
    "weights": ("Weights", "Ignores weights or the sizes of groups."),
    "gross_net": ("Gross and net", "Mixes gross and net."),
    "compounding": ("Compounding", "Adds rates that compound."),
}  # fmt: skip


def cluster_name(key: str) -> str:
    """What a cluster is called; a key of an older version stands for itself.

    >>> cluster_name("wrong_base"), cluster_name("of_old")
    ('Wrong base', 'Of old')
    """
    found = {str(k): name for k, (name, _) in CLUSTER_WORDS.items()}
    return found.get(key) or key.replace("_", " ").capitalize()
