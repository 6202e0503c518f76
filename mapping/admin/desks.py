"""Every desk; they register themselves."""

from mapping.admin import concepts, missed, others, suggestions, tools  # noqa: F401
