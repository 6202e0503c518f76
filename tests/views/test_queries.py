"""No page asks the database more than twelve times, however much there is."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from mapping import content
from tests import small

MOST = 12
PAGES = [
    *("/", "/map/", "/map/?role=sysadmin&tool=kubernetes", "/devops/", "/stages/release/", "/tools/", "/glossary/"),
    *("/devops/ci-cd/", "/mlops/feature-store/", "/tools/jenkins/", "/tools/kubernetes/", "/about/"),
    *("/false-friends/", "/false-friends/release/", "/search/?q=ci", "/search/?q=gist", "/search/suggest/?q=c"),
    *(
        "/translate/",
        "/translate/?terms=devops/ci-cd,tool:jenkins,mlops/feature-store&role=sysadmin&known=mlops/ci-cd-ct",
    ),
    *("/roadmap/", "/roadmap/sysadmin/?known=mlops/model-serving", "/api/v1/roadmap/sysadmin"),
    *("/api/v1/search?q=ci", "/api/v1/concepts", "/api/v1/concepts/devops/ci-cd", "/api/v1/tools"),
    *("/map/graph/", "/map/graph/?stage=release", "/map/graph/?focus=devops/ci-cd", "/map/graph/?focus=xyzzyq"),
    *("/coverage/", "/new-territory/", "/which-is-which/", "/cheat-sheet/", "/glossary/c/", "/tools/letter/k/"),
    *("/concepts/compare/", "/concepts/compare/?a=devops/ci-cd&b=mlops/ci-cd-ct", "/tools/compare/?a=xyzzyq"),
    *("/tools/compare/", "/tools/compare/?a=jenkins&b=kubernetes"),
    *("/devops/ci-cd.md", "/tools/jenkins.md", "/tools/jenkins.json", "/export/crosswalk.html", "/sitemap.xml"),
    *("/api/v1/tools/jenkins", "/api/v1/mappings", "/readyz", "/llms.txt", "/embed/devops/ci-cd/"),
    *("/devops/ci-cd.ttl", "/tools/jenkins.jsonld", "/devops.ttl", "/export/crosswalk.csv"),
]


def counts(client):
    found = {}
    for address in PAGES:
        client.get(address)  # the first request after a publication may ask what later ones remember
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        found[address] = len(queries)
    return found


def ten_times(folder):
    """The small site and nine copies of its concepts and tools."""
    files = dict(small.FILES)
    for n in range(2, 11):
        for name, text in small.FILES.items():
            if not name.startswith(("concepts/", "tools/")):
                continue
            copy = text.replace("label: ", f"label: {n} ", 1).replace("aliases: [", f"aliases: [{n}-", 1)
            copy = copy.replace("machine_names:\n  apt: [kubectl]\n", "").replace("hidden: [", f"hidden: [{n}-", 1)
            for ref in ("mlops/ci-cd-ct", "llmops/prompt-release", "mlops/model-serving"):
                copy = copy.replace(f"to: {ref}", f"to: {ref}-{n}")
            copy = copy.replace("requires: [devops/ci-cd]", f"requires: [devops/ci-cd-{n}]")
            files[name.replace(".md", f"-{n}.md")] = copy
    return files


def test_no_page_asks_more_with_ten_times_the_content(site, client):
    few = counts(client)
    content.sync(small.write(site, ten_times(site)))

    many = counts(client)

    assert many == few
    assert max(many.values()) <= MOST, many
