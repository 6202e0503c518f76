"""Public pages as finished HTML: what the templates made of the records at one publication."""

from django.db import models


class StoredPage(models.Model):
    """The HTML of one address. It is shown while `made_for` is still so, and written over by the next."""

    path = models.CharField(max_length=300, primary_key=True)
    # The build of the site, the publication and the day.
    made_for = models.CharField(max_length=120)
    vary = models.CharField(max_length=120, blank=True)
    deflated = models.BinaryField()

    def __str__(self) -> str:
        return self.path
