"""Every address of the site."""

from django.contrib import admin
from django.urls import path, register_converter

from mapping.api import api, no_such_address
from mapping.models.naming import DISCIPLINES
from mapping.views import (
    about,
    concepts,
    crosswalk,
    errors,
    false_friends,
    glossary,
    health,
    home,
    metrics,
    searching,
    stages,
    tools,
)


class DisciplineConverter:
    """One of the three disciplines, so that `/tools/x/` is never taken for a concept."""

    regex = "|".join(DISCIPLINES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DisciplineConverter, "discipline")

handler404 = errors.not_found
handler500 = errors.server_error

urlpatterns = [
    path("", home.home, name="home"),
    path("map/", crosswalk.crosswalk, name="map"),
    path("stages/<slug:key>/", stages.detail, name="stage"),
    path("tools/", tools.index, name="tools"),
    path("tools/<slug:slug>/", tools.detail, name="tool"),
    path("false-friends/", false_friends.index, name="false-friends"),
    path("false-friends/<slug:slug>/", false_friends.detail, name="false-friend"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("search/", searching.results, name="search"),
    path("search/suggest/", searching.suggest, name="suggest"),
    path("opensearch.xml", searching.description, name="opensearch"),
    path("about/", about.about, name="about"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.page, name="metrics"),
    path("api/v1/", api.urls),
    path("api/v1/<path:rest>", no_such_address),
    path("admin/", admin.site.urls),
    path("<discipline:discipline>/", concepts.discipline, name="discipline"),
    path("<discipline:discipline>/<slug:slug>/", concepts.detail, name="concept"),
]
