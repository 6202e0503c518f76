"""The whole public site as static files, for any file server: links, redirects, and a search in the browser.

In: the site itself, asked page by page as a reader would. Out: a folder, and what was written into it.
What needs a server (the API, translation, the filters of the map) leads to the live site at SITE_URL.
"""

from mapping.mirror.write import Written, write

__all__ = ["Written", "write"]
