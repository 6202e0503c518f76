"""What stands before every page: finished pages kept in memory.

In: WSGI requests, and views that say which of their pages are `public`. Out: the page's bytes, made once for each
publication, compressed once, answered without Django.
"""

from mapping.front.news import News
from mapping.front.public import public
from mapping.front.wsgi import Front

__all__ = ["Front", "News", "public"]
