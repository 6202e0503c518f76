"""The editors' desk: Django's admin over the records, under the same rules as the content files."""

from mapping.admin import concepts, counts, missed, others, tools  # noqa: F401  (they register themselves)
