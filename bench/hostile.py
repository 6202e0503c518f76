"""Search under 100,000 random and hostile queries: how many errors, and how slow the slowest answers are.

    bench/hostile.py                 over the content, loaded into a folder of its own
    bench/hostile.py --loaded        over the database that the settings name (DATABASE_URL for PostgreSQL)
    bench/hostile.py --number 20000 --seed 2    a part of them

Each is asked as the suggestion box asks it, and every tenth as the results page and the API do, by their addresses.
"""

import argparse
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapping.settings")

SIGNS = [
    *(
        "'",
        '"',
        "''",
        '"""',
        "`",
        "\\",
        "%",
        "_",
        "*",
        "^",
        "(",
        ")",
        ":",
        ";",
        "--",
        "/*",
        "{",
        "}",
        "[",
        "]",
        "~",
        "|",
    ),
    *(
        " AND ",
        " OR ",
        " NOT ",
        " NEAR(",
        "NEAR/2",
        "names:",
        "rowid:",
        "<->",
        "!",
        "&",
        ":*",
        "''::tsquery",
        "$$",
        "?",
    ),
    *("<script>", "&lt;", "&#0;", "%00", "%s", "{{ 7*7 }}", "../../etc/passwd", "\r\n", "\t", "\x1b[0m", "\x7f"),
    *("' OR 1=1 --", "'); DROP TABLE mapping_record; --", "UNION SELECT", "COLLATE", "::regclass"),
]
ODD = [
    *(
        "\0",
        "\ufeff",
        "\u202e",
        "\u200f",
        "\u200b",
        "\u00ad",
        "\ud7ff",
        "\uffff",
        "\U0010ffff",
        "\u0301" * 40,
        "ß",
        "İ",
    ),
    *(
        "שלום",
        "مرحبا",
        "日本語",
        "한국어",
        "ไทย",
        "Ω≈ç√",
        "ﬁ",
        "①",
        "٣",
        "👩‍👩‍👧‍👦",
        "🏳️‍🌈",
        "🚀",
        "e\u0301",
        "ǆ",
        "ŉ",
        "K",
    ),
]


def kinds(names: list[str], words: list[str]) -> dict[str, Callable[[random.Random], str]]:
    """What a query of each kind is, made by dice."""
    pieces = [*names, *words, *SIGNS, *ODD]

    def mixed(dice: random.Random) -> str:
        return dice.choice(["", " "]).join(dice.choices(pieces, k=dice.randint(1, 8)))

    def spoilt(dice: random.Random) -> str:
        letters = list(dice.choice(names))
        for _ in range(dice.randint(1, 3)):
            letters.insert(dice.randrange(len(letters) + 1), dice.choice([*SIGNS, *ODD, *"abcdefghij"]))
        return "".join(letters)

    return {
        "mixed": mixed,
        "a name, spoilt": spoilt,
        "any characters": lambda dice: "".join(chr(_point(dice)) for _ in range(dice.randint(1, 60))),
        "words": lambda dice: " ".join(dice.choices(words, k=dice.randint(1, 20))),
        "asked": lambda dice: dice.choice(ASKED).format(dice.choice(names), mixed(dice)),
        "letters": lambda dice: "".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=dice.randint(1, 12))),
        "quoted": lambda dice: dice.choice(['"{}"', "'{}'", "“{}”", '"{}']).format(mixed(dice)),
        "10 kB": lambda dice: (mixed(dice) + dice.choice(["", " "])) * (10_000 // 8),
    }


ASKED = [
    *("mlops equivalent of {}{}", "{} vs {}", "alternatives to {} in {}", "how do I {} my {}", "{} for {}", "{} to {}"),
    *("what is {} called in {}", "why {} {}?", "{} but for {}", "prompt {} {}"),
]


def _point(dice: random.Random) -> int:
    point = dice.choice([dice.randrange(128), dice.randrange(0x3000), dice.randrange(0x110000)])
    return point if not 0xD800 <= point < 0xE000 else 0xFFFD


def run(number: int, seed: int) -> int:
    from django.test import Client

    from mapping import search
    from mapping.models import Label

    names = sorted(Label.objects.values_list("text", flat=True).distinct())
    words = sorted({word for name in names for word in name.split()})
    dice = random.Random(seed)
    makers = list(kinds(names, words).items())
    # What the test client raises is what a reader would see as an error page.
    client = Client(headers={"user-agent": "bench"})
    _get(client, "/search/", "how do I begin")  # templates and the model of questions are loaded once in a process
    costs: dict[str, list[tuple[float, str]]] = {}
    errors: Counter[str] = Counter()
    for count in range(number):
        kind, make = makers[count % len(makers)]
        query = make(dice)
        asked = [("suggestion", lambda q: search.suggest(q))]
        if dice.random() < 0.1:
            asked += [
                ("results page", lambda q: _get(client, "/search/", q)),
                ("API", lambda q: _get(client, "/api/v1/search", q)),
                ("suggestions, HTTP", lambda q: _get(client, "/search/suggest/", q)),
            ]
        for where, ask in asked:
            start = time.perf_counter()
            try:
                ask(query)
            except Exception as error:  # each one is a finding
                if not errors[f"{where}, {kind}: {error!r:.120}"]:
                    traceback.print_exc()
                    print(f"   asked: {query[:200]!r}")
                errors[f"{where}, {kind}: {error!r:.120}"] += 1
            costs.setdefault(where, []).append((1000 * (time.perf_counter() - start), f"{kind}: {query[:60]!r}"))
    print(f"{number} queries, {sum(errors.values())} errors")
    for what, times in errors.most_common(20):
        print(f"  {times} x {what}")
    for where, found in costs.items():
        _say(where, sorted(found))
    return sum(errors.values())


def _say(where: str, found: list[tuple[float, str]]) -> None:
    spent = [cost for cost, _ in found]
    print(f"{where:20}{len(found):8} asked, ms: median {spent[len(spent) // 2]:.1f}", end=", ")
    print(f"p99 {spent[int(0.99 * len(spent))]:.1f}, the slowest:")
    for cost, what in reversed(found[-5:]):
        print(f"{cost:12.0f}  {what}")


def _get(client, address: str, query: str) -> None:
    answer = client.get(f"{address}?{urlencode({'q': query})}")
    if answer.status_code not in (200, 400, 422):  # or a refusal in words
        raise AssertionError(f"status {answer.status_code}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loaded", action="store_true", help="ask the database that the settings name")
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not options.loaded:
        os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="bench-hostile-")
        os.environ.pop("DATABASE_URL", None)
    # So many questions a minute are no reader's.
    os.environ["API_RATE"] = "1000000"

    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.LIMITS = []
    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    if not options.loaded:
        call_command("migrate", verbosity=0)
        call_command("sync_content")
    sys.exit(bool(run(options.number, options.seed)))


if __name__ == "__main__":
    main()
