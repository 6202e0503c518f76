"""Every desk; they register themselves."""

from mapping.admin import accounts, concepts, missed, others, suggestions, tools  # noqa: F401
