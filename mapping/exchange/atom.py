"""What changed, as an Atom feed (RFC 4287)."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from mapping.models import Publication, Version

# XML has no way to write these; one in a reason would be the end of the whole feed.
_UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])


def _plain(text: str) -> str:
    return text.translate(_UNWRITABLE)


class _Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """The time of the newest entry; where there is none, of the last publication, and never of the request."""
        if self.items:
            return super().latest_post_date()
        return Publication.objects.values_list("published_at", flat=True).first() or datetime.fromtimestamp(0, UTC)


def feed(versions: Iterable[Version], site_url: str) -> str:
    """An entry for each version: the record, the editor's reason, the time. `site_url` has no slash at its end."""
    made = _Feed(
        title="Crosswalk: changes",
        link=f"{site_url}/changes/",
        feed_url=f"{site_url}/changes/feed.atom",
        description="What editors changed in the crosswalk, and why.",
        language="en-GB",
        author_name="The editors of Crosswalk",
    )
    for version in versions:
        made.add_item(
            title=_plain(version.record.label),
            link=f"{site_url}{version.record.get_absolute_url()}",
            description=escape(_plain(version.reason)),  # feed readers take a summary for HTML
            unique_id=f"{site_url}/changes/#{version.pk}",
            pubdate=version.created_at,
            updateddate=version.created_at,
        )
    return made.writeString("utf-8")
