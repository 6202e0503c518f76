"""The app server loads the site before it forks its workers."""

import subprocess
import sys

AFTER_LOADING = """
import threading
from mapping import serve
serve.load()
from django.db import connections
assert not [one for one in connections.all(initialized_only=True) if one.connection], "a connection is open"
assert threading.active_count() == 1, threading.enumerate()
from prometheus_client import values
assert values.ValueClass is not values.MutexValue, "each worker would count for itself"
print("loaded")
"""


def test_what_is_loaded_before_the_fork_has_no_connection_no_thread_and_counts_for_all():
    ran = subprocess.run([sys.executable, "-c", AFTER_LOADING], capture_output=True, text=True, timeout=120)

    assert ran.stdout == "loaded\n", ran.stderr
