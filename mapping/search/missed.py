"""Searches that found nothing, for the editors: a daily count of each query, without personal data, bounded."""

import re
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mapping.models import MissedSearch
from mapping.search.fold import fold

KEPT_DAYS = 90
# So that a robot that types at random can't fill the database.
MAX_NEW_A_DAY = 200
_LENGTH = MissedSearch._meta.get_field("query").max_length
# An address, a link, a number long enough to be a person's.
_PERSONAL = re.compile(r"@|://|www\.|(\d[\s-]?){6,}")


def note(query: str) -> None:
    """Count a query that found nothing; what may name a person, or is too long, is not kept."""
    query = " ".join(query.lower().split())
    folded = fold(query)
    if not folded or len(query) > _LENGTH or _PERSONAL.search(query):
        return
    today = timezone.localdate()
    with transaction.atomic():
        if MissedSearch.objects.filter(day=today, folded=folded[:_LENGTH]).update(count=F("count") + 1):
            return
        new_today = MissedSearch.objects.filter(day=today).count()
        if not new_today:
            purge()
        if new_today < MAX_NEW_A_DAY:
            MissedSearch.objects.get_or_create(day=today, folded=folded[:_LENGTH], defaults={"query": query})


def purge() -> int:
    """Forget what is older than 90 days; the number of rows that went."""
    return MissedSearch.objects.filter(day__lt=timezone.localdate() - timedelta(days=KEPT_DAYS)).delete()[0]
