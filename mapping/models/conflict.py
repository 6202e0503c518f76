"""Records whose file and whose text in the database were both changed since the last sync."""

from django.db import models


class SyncConflict(models.Model):
    """Both texts of a record wait for an editor to bring them together; until then both stay as they are."""

    record = models.OneToOneField("Record", models.CASCADE, related_name="conflict")
    file_text = models.TextField()
    noted_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["record__path"]

    def __str__(self) -> str:
        return self.record.path
