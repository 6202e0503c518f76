"""What stands before every page: finished pages kept in memory, limits, headers, a line and a count for each request.

In: WSGI requests, and views that say which of their pages are `public`. Out: the page's bytes, made once for each
publication, compressed once, answered without Django.
"""

from mapping.front.public import public

__all__ = ["public"]
