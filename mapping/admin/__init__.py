"""The editors' desk: Django's admin over the records, under the same rules as the content files."""
