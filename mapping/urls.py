"""Every address of the site."""

import re

from django.contrib import admin
from django.urls import path, re_path, register_converter

from mapping.api import api, no_such_address
from mapping.models.naming import DISCIPLINES
from mapping.views import (
    about,
    changes,
    cheat_sheet,
    compare,
    concepts,
    coverage,
    crosswalk,
    data,
    drafts,
    embed,
    errors,
    export,
    false_friends,
    glossary,
    graph,
    health,
    home,
    identity,
    llms,
    machines,
    metrics,
    new_territory,
    roadmap,
    searching,
    stages,
    suggestions,
    text,
    tools,
    translate,
    which_is_which,
)


class DisciplineConverter:
    """One of the three disciplines, so that `/tools/x/` is never taken for a concept."""

    regex = "|".join(DISCIPLINES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FileConverter(DisciplineConverter):
    """The name of a file of data."""

    regex = "|".join(map(re.escape, data.NAMES))


class RdfConverter(DisciplineConverter):
    """The ending of an address that gives RDF."""

    regex = "|".join(data.RDF)


register_converter(DisciplineConverter, "discipline")
register_converter(FileConverter, "file")
register_converter(RdfConverter, "rdf")

handler400 = errors.bad_request
handler403 = errors.refused
handler404 = errors.not_found
handler500 = errors.server_error

urlpatterns = [
    path("search/suggest/", searching.suggest, name="suggest"),  # first, since each keystroke looks for it
    path("", home.home, name="home"),
    path("map/", crosswalk.crosswalk, name="map"),
    path("map/graph/", graph.graph, name="graph"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("new-territory/", new_territory.new_territory, name="new-territory"),
    path("which-is-which/", which_is_which.which_is_which, name="which-is-which"),
    path("cheat-sheet/", cheat_sheet.cheat_sheet, name="cheat-sheet"),
    path("concepts/compare/", compare.concepts, name="compare-concepts"),
    path("stages/<slug:key>/", stages.detail, name="stage"),
    path("stages/<slug:key>/<int:number>/", stages.detail, name="stage"),
    path("tools/", tools.index, name="tools"),
    path("tools/letter/<slug:letter>/", tools.letter, name="tools-letter"),
    path("tools/letter/<slug:letter>/<int:number>/", tools.letter, name="tools-letter"),
    path("tools/compare/", compare.tools, name="compare-tools"),
    path("tools/<slug:slug>.md", text.tool_markdown, name="tool-markdown"),
    path("tools/<slug:slug>.json", text.tool_json, name="tool-json"),
    path("tools/<slug:slug>/", tools.detail, name="tool"),
    path("false-friends/", false_friends.index, name="false-friends"),
    path("false-friends/<slug:slug>/", false_friends.detail, name="false-friend"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("glossary/<slug:letter>/", glossary.letter, name="glossary-letter"),
    path("glossary/<slug:letter>/<int:number>/", glossary.letter, name="glossary-letter"),
    path("search/", searching.results, name="search"),
    path("opensearch.xml", searching.description, name="opensearch"),
    path("translate/", translate.page, name="translate"),
    re_path(r"^translate/list\.(?P<kind>md|csv)$", translate.list_of_terms, name="translate-list"),
    path("roadmap/", roadmap.road, name="roadmap"),
    path("roadmap/progress/", roadmap.progress, name="progress"),
    path("roadmap/<slug:slug>/", roadmap.road, name="role"),
    path("changes/", changes.changes, name="changes"),
    path("changes/feed.atom", changes.feed, name="changes-feed"),
    path("suggest/", suggestions.suggest, name="suggestion-form"),
    path("suggest/<str:reference>/", suggestions.answer, name="suggestion"),
    path("about/", about.about, name="about"),
    path("draft/", drafts.draft, name="draft"),
    path("export/crosswalk.html", export.as_one_file, name="one-file"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("export/<file:name>", data.file, name="export"),
    path("id/<path:path>", identity.identify, name="identity"),
    path("embed/<discipline:discipline>/<slug:slug>/", embed.card, name="embed"),
    path("llms.txt", llms.llms, name="llms"),
    path("tools/<slug:slug>.<rdf:ending>", data.tool, name="tool-data"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.page, name="metrics"),
    path("api/v1/", api.urls),
    path("api/v1/<path:rest>", no_such_address),
    path("admin/", admin.site.urls),
    path("<discipline:discipline>.<rdf:ending>", data.discipline, name="discipline-data"),
    path("<discipline:discipline>/<slug:slug>.<rdf:ending>", data.concept, name="concept-data"),
    path("<discipline:discipline>/", concepts.discipline, name="discipline"),
    path("<discipline:discipline>/<slug:slug>.md", text.concept_markdown, name="concept-markdown"),
    path("<discipline:discipline>/<slug:slug>.json", text.concept_json, name="concept-json"),
    path("<discipline:discipline>/<slug:slug>/", concepts.detail, name="concept"),
    re_path(r"^(?P<page>[a-z0-9/-]+)\.md$", text.page_markdown, name="page-markdown"),
]
