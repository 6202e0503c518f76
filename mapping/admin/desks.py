"""Every desk; they register themselves."""

from mapping.admin import accounts, concepts, counts, links, mappings, missed, others, suggestions, tools  # noqa: F401
