"""The JSON API, version 1: read-only, no key, over the same querysets as the pages.

In: GET requests under /api/v1/. Out: JSON as the contract says; errors as application/problem+json (RFC 9457).
"""

from mapping.api.site import api, no_such_address

from mapping.api import concepts, mappings, searching, tools  # isort: skip  # noqa: F401  (they add their addresses)

__all__ = ["api", "no_such_address"]
