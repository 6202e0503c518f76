"""A walk through all pages of the site, as a reader would click."""

import re
from html import unescape
from urllib.parse import urldefrag, urljoin


class Reading:
    """The places on a page, and what its links lead to. By pattern: a parser takes minutes for the whole site."""

    def __init__(self, html):
        self.places = {"", *re.findall(r'\sid="([^"]*)"', html)}
        self.links = {unescape(link) for link in re.findall(r'<a\s[^>]*?href="([^"]*)"', html)}


def broken_links(client, *, into_queries=True):
    """What leads to no page, or to no place on it: the page, and the link on it.

    Links with a query, such as filters, are followed from pages without one, or (`into_queries`) not at all.
    """
    places, links, waiting = {}, set(), ["/"]
    while waiting:
        address = waiting.pop()
        if address in places:
            continue
        page = client.get(address)
        is_read = page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")
        reading = Reading(page.content.decode() if is_read else "")
        places[address] = reading.places if page.status_code == 200 else set()
        inside = {urljoin(address, link) for link in reading.links if urljoin(address, link).startswith("/")}
        links |= {(address, link) for link in inside}
        waiting += [urldefrag(link).url for link in inside if "?" not in link or (into_queries and "?" not in address)]
    return {(page, link) for page, link in links if not leads_somewhere(link, places)}


def leads_somewhere(link, places):
    """Whether the page was found with the place on it; what was not asked is taken to be there."""
    address, place = urldefrag(link)
    return address not in places or place in places[address]
