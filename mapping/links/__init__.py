"""Addresses outside the site, asked whether they still answer.

In: the addresses in what is published. Out: an ExternalLink for each, written as soon as its answer is there.
"""

from mapping.links.run import Summary, Unreachable, check

__all__ = ["Summary", "Unreachable", "check"]
