"""The JSON API, version 1: read-only, no key, over the same querysets as the pages.

In: GET requests under /api/v1/, and POST /api/v1/translate.
Out: JSON as the contract says; errors as application/problem+json (RFC 9457).
"""

from mapping.api.site import api, no_such_address

from mapping.api import concepts, mappings, roadmap, searching, tools, translate  # isort: skip  # noqa: F401  (they add their addresses)

__all__ = ["api", "no_such_address"]
