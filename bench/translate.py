"""Translate: matching, the whole answer, and how both grow; beside a token trie in Python in the same run.

    bench/translate.py

The names are those of the content, filled up to 3,000 terms from its own words; the texts are made from both by the
same dice each time, a name in every eighth word. Each figure is the processor's time in the best of nine passes.
"""

import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from math import log10
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapping.settings")
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="bench-translate-")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from mapping import content, translate  # noqa: E402
from mapping.translate.names import Name, PhraseBook  # noqa: E402

TERMS, WORDS, PASSES = 3000, 5000, 9
_WORD = re.compile(r"[^\W_]+")


def words_of_the_content() -> list[str]:
    texts = content.texts(ROOT / "content").values()
    return sorted({word for text in texts for word in re.findall(r"\b[a-z]{4,12}\b", text)})


def filled_up(real: PhraseBook, words: list[str], dice: random.Random) -> PhraseBook:
    """The real names, and as many made ones as are missing to 3,000."""
    terms = list(real.terms.values())
    names = [Name(term, text, "alt", False) for term in terms for text in (term.name, *term.aliases)]
    made = TERMS - len({name.text for name in names})
    names += [Name(dice.choice(terms), " ".join(dice.sample(words, 2)), "alt", False) for _ in range(max(0, made))]
    return PhraseBook(names, [])


def text_of(count: int, words: list[str], labels: list[str], dice: random.Random) -> str:
    return " ".join(dice.choice(labels if n % 8 == 0 else words) for n in range(count))


def best(run: Callable[[], object], passes: int = PASSES) -> float:
    """Milliseconds of the processor in the quickest pass: other work on the machine does not count."""
    found = []
    for _ in range(passes):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return 1000 * min(found)


def token_trie(spellings: list[str]) -> Callable[[str], int]:
    """What the automaton stands against: the same spellings in dicts of dicts, over the words of a text."""
    root: dict = {}
    for spelling in spellings:
        node = root
        for word in spelling.split():
            node = node.setdefault(word, {})
        node[""] = True

    def count(text: str) -> int:
        tokens = [found[0].lower() for found in _WORD.finditer(text)]
        hits = 0
        for start in range(len(tokens)):
            node = root
            for word in tokens[start:]:
                node = node.get(word)
                if node is None:
                    break
                hits += "" in node
        return hits

    return count


def main() -> None:
    dice = random.Random(11)
    call_command("migrate", verbosity=0)
    content.sync(ROOT / "content")
    settings.ALLOWED_HOSTS.append("testserver")
    words, real = words_of_the_content(), translate.book()
    labels = [term.name for term in real.terms.values()]
    text = text_of(WORDS, words, labels, dice)
    client = Client()

    def answer(given: str) -> None:
        assert client.post("/api/v1/translate", {"text": given}, content_type="application/json").status_code == 200

    # First, while the process holds what a server holds: the trie below is half a million objects more.
    print(f"annotate                 {best(lambda: translate.annotate(text, phrases=real)):8.2f} ms")
    print(f"the whole answer (JSON)  {best(lambda: answer(text)):8.2f} ms   (at most 50)")
    growth(words, labels, real, dice)
    hostile(real)
    phrases = filled_up(real, words, dice)
    matching, trie = best(lambda: list(phrases.find(text))), token_trie(phrases.spellings)
    print(f"{TERMS} terms in {len(phrases.spellings)} spellings; a text of {WORDS} words, {len(text)} characters")
    print(f"matching                 {matching:8.2f} ms   (at most 5)")
    print(f"matching, not all ASCII  {best(lambda: list(phrases.find(text + '→'))):8.2f} ms")
    print(
        f"a token trie in Python   {best(lambda: trie(text)):8.2f} ms   {best(lambda: trie(text)) / matching:.1f} times"
    )
    build = best(lambda: filled_up(real, words, random.Random(11)), 3)
    print(f"making the automaton     {build:8.2f} ms, once per publication")


def growth(words: list[str], labels: list[str], phrases: PhraseBook, dice: random.Random) -> None:
    """The exponent between ten times as much text: 1 is linear."""
    times = []
    for count in (1_000, 10_000, 100_000):
        text = text_of(count, words, labels, dice)
        times.append(best(lambda text=text: translate.annotate(text, phrases=phrases), 3))
        print(f"annotate {count:7} words   {times[-1]:8.2f} ms")
    print(f"exponents {log10(times[1] / times[0]):.2f} {log10(times[2] / times[1]):.2f}   (at most 1.2)")


def hostile(phrases: PhraseBook) -> None:
    """100,000 characters that are hard to read."""
    dice = random.Random(5)
    texts = {
        "one word": "x" * 100_000,
        "random characters": "".join(chr(dice.randrange(0x20, 0x2FFF)) for _ in range(100_000)),
        "names only": ("ci/" * 34_000)[:100_000],
        "hyphens": ("helm-" * 20_000),
        "HTML": '<a href="https://x.example/">Kubernetes</a>' * 2_300,
        "right to left": "مرحبا Kubernetes " * 6_000,
        "open brackets": "[" * 100_000,
    }
    for name, text in texts.items():
        print(f"{name:24} {best(lambda text=text: translate.annotate(text, phrases=phrases), 3):8.2f} ms")


if __name__ == "__main__":
    main()
