"""The rows of the search index. Its vendor's own tables and triggers are made in `mapping.search`."""

from django.db import models


class SearchDocument(models.Model):
    """What search knows of one published record."""

    record = models.OneToOneField("Record", models.CASCADE, primary_key=True, related_name="search_document")
    kind = models.CharField(max_length=12, db_index=True)
    discipline = models.CharField(max_length=10, blank=True, db_index=True)
    stage = models.CharField(max_length=50, blank=True, db_index=True)
    importance = models.PositiveSmallIntegerField(default=0)
    label = models.TextField()
    aliases = models.TextField(blank=True)
    asks = models.TextField(blank=True)
    gist = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    body = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.label


class SearchLabel(models.Model):
    """A label in the folded form in which search compares it."""

    document = models.ForeignKey(SearchDocument, models.CASCADE, related_name="labels")
    kind = models.CharField(max_length=8)
    text = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "kind", "text"], name="search_label_once")]

    def __str__(self) -> str:
        return self.text
