"""Whether the process lives, and whether the site can answer."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mapping import search


@never_cache
@require_safe
def healthz(request):
    """The process lives: asks nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request):
    """Database, migrations and index are right; 503 with what is not."""
    problems = _problems()
    body = {"status": "unready" if problems else "ready", "problems": problems}
    return JsonResponse(body, status=503 if problems else 200)


def _problems() -> list[str]:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return ["migrations are missing: run manage.py migrate"]
        lacking, left_over = search.drift()
    except DatabaseError:
        return ["the database does not answer"]
    if lacking or left_over:
        return [f"the search index differs in {len(lacking) + len(left_over)} records: run manage.py rebuild_search"]
    return []
