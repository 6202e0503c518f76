"""What changed, as an Atom feed (RFC 4287)."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.feedgenerator import Atom1Feed

from mapping.models import Publication, Version


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
            title=version.record.label,
            link=f"{site_url}{version.record.get_absolute_url()}",
            description=version.reason,
            unique_id=f"{site_url}/changes/#{version.pk}",
            pubdate=version.created_at,
            updateddate=version.created_at,
        )
    return made.writeString("utf-8")
