"""The rows of the search index. Its vendor's own tables and triggers are made in `mapping.search`."""

from django.db import models


class SearchDocument(models.Model):
    """What search knows of one published record.

    The searched texts hold stems, folded alike for every database; `names` and `asks` keep one label or question a
    line. `card` is what a hit shows, so that a page of hits costs one query.
    """

    record = models.OneToOneField("Record", models.CASCADE, primary_key=True, related_name="search_document")
    kind = models.CharField(max_length=12, db_index=True)
    discipline = models.CharField(max_length=10, blank=True, db_index=True)
    stage = models.CharField(max_length=50, blank=True, db_index=True)
    licence = models.CharField(max_length=20, blank=True)
    importance = models.PositiveSmallIntegerField(default=0)
    names = models.TextField()
    asks = models.TextField(blank=True)
    gist = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    body = models.TextField(blank=True)
    card = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.card.get("label", "")


class SearchLabel(models.Model):
    """A label in the forms in which search compares it: one word of it all, and its words."""

    document = models.ForeignKey(SearchDocument, models.CASCADE, related_name="labels")
    kind = models.CharField(max_length=8)
    text = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, db_index=True)
    words = models.CharField(max_length=400)
    is_plain_word = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "kind", "text"], name="search_label_once")]

    def __str__(self) -> str:
        return self.text


class SearchTerm(models.Model):
    """A stem, and how many documents have it: the rarer, the more it says."""

    stem = models.CharField(max_length=100, primary_key=True)
    documents = models.IntegerField()

    def __str__(self) -> str:
        return self.stem


class SearchWord(models.Model):
    """A word of shown labels, and how many labels have it: what a misspelt word can be corrected to."""

    word = models.CharField(max_length=100, primary_key=True)
    labels = models.IntegerField()

    def __str__(self) -> str:
        return self.word


class SearchSpelling(models.Model):
    """A word under itself and under each form that it has with one letter left out."""

    pk = models.CompositePrimaryKey("form", "word")
    form = models.CharField(max_length=100)
    word = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"{self.form}: {self.word}"


class SearchVector(models.Model):
    """The meaning of a short text of a record, as a direction of one signed byte for each dimension.

    It hangs on the record and not on its document, which every write makes anew. `name` is a hash of model, kind and
    text: what has kept its name need not be made again.
    """

    record = models.ForeignKey("Record", models.CASCADE, related_name="search_vectors")
    kind = models.CharField(max_length=4)
    name = models.CharField(max_length=32)
    vector = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "name"], name="search_vector_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.record_id}"


class MissedSearch(models.Model):
    """How often, on one day, a query found nothing. It holds no personal data and goes after 90 days."""

    day = models.DateField()
    folded = models.CharField(max_length=60, editable=False)
    query = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-count", "-day"]
        verbose_name_plural = "searches that found nothing"
        constraints = [models.UniqueConstraint(fields=["day", "folded"], name="missed_search_once_a_day")]

    def __str__(self) -> str:
        return self.query
