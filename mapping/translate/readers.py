"""Files as what they are: which kind a text is, and where it names packages, images, actions and charts.

Offsets are code points of the text. What is broken is read as prose: a reader pastes parts of files too.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import yaml
from packaging.requirements import InvalidRequirement, Requirement

from mapping.translate.names import PhraseBook, Term

KINDS = {
    "prose": "Prose, an advert or a CV",
    "requirements": "requirements.txt",
    "pyproject": "pyproject.toml",
    "package-json": "package.json",
    "dockerfile": "Dockerfile",
    "compose": "Docker Compose file",
    "workflow": "GitHub workflow",
    "gitlab-ci": "GitLab CI file",
    "helm-values": "Helm values or another YAML file",
    "jenkinsfile": "Jenkinsfile",
    "terraform": "Terraform file",
}
# Kinds whose words are their own language, except in comments and strings.
PROGRAMS = {"jenkinsfile", "terraform", "dockerfile"}
# Keys that the schemas of Kubernetes, Compose and CI files prescribe, without a plural s.
_SCHEMA = """annotation artifact cache command config configmap container dependency deploy environment env image job
    label metadata network path permission port resource rule script secret selector service stage step strategy tag
    template test trigger variable volume workflow"""
SCHEMA_WORDS = frozenset(_SCHEMA.split())
# libyaml reads 100 kB in 0.1 s; a longer file is read line by line, as prose is.
_MOST_YAML = 100_000


@dataclass(frozen=True)
class Named:
    """A name that a file gives as such, and the ecosystem that it is from."""

    start: int
    end: int
    text: str
    ecosystem: str

    def resolve(self, phrases: PhraseBook) -> Term | None:
        """The tool of that name; a package of a family (`opentelemetry-…`) is the tool that begins its name."""
        known = phrases.machines[self.ecosystem]
        for name in self._forms():
            if name in known:
                return known[name]
        return self._by_label(phrases)

    def _forms(self) -> Iterator[str]:
        name = self.text.lower()
        yield name
        if self.ecosystem == "pypi":
            yield re.sub(r"[-_.]+", "-", name)
        while "/" in name and self.ecosystem in {"image", "chart", "action"}:
            name = name.partition("/")[2] if self.ecosystem != "action" else name.rpartition("/")[0]
            yield name

    def _by_label(self, phrases: PhraseBook) -> Term | None:
        last = self.text.rpartition("/")[2]
        for name in phrases.named(last):
            if name.term.is_tool:
                return name.term
        words = re.split(r"[-_]", last)
        for count in range(len(words) - 1, 0, -1):
            for name in phrases.named("-".join(words[:count])):
                if name.term.is_tool and not name.is_plain and name.kind in {"pref", "alt"}:
                    return name.term
        return None


@dataclass(frozen=True)
class Reading:
    """What a file says of itself: names, places to pass over, and values that stand alone."""

    kind: str
    names: tuple[Named, ...] = ()
    skipped: tuple[tuple[int, int], ...] = ()
    values: tuple[tuple[int, int], ...] = ()


@dataclass
class _Notes:
    """A reading while it is made."""

    names: list[Named] = field(default_factory=list)
    skipped: list[tuple[int, int]] = field(default_factory=list)
    values: list[tuple[int, int]] = field(default_factory=list)

    def name(self, start: int, text: str, ecosystem: str) -> None:
        if text:
            self.names.append(Named(start, start + len(text), text, ecosystem))


def read(text: str, kind: str = "") -> Reading:
    """Read a text as its kind; an unknown or empty kind is found out."""
    kind = kind if kind in KINDS else detect(text)
    notes = _Notes()
    _READERS.get(kind, _read_commands)(text, notes)
    return Reading(kind, tuple(notes.names), tuple(notes.skipped), tuple(notes.values))


def detect(text: str) -> str:
    """The kind of a text, by the marks that only such files have."""
    start = text[:4000].lstrip("\ufeff \t\r\n")
    for kind, marks in _MARKS:
        if marks.search(start):
            return kind
    if _is_requirements(start):
        return "requirements"
    return "helm-values" if _is_yaml(start) else "prose"


_MARKS = [
    ("package-json", re.compile(r'\A\{(?s:.*)"(?:dev|peer|optional)?[dD]ependencies"\s*:')),
    ("pyproject", re.compile(r"^\[(?:build-system|project|tool\.[\w.-]+|dependency-groups)\]\s*$", re.MULTILINE)),
    ("jenkinsfile", re.compile(r"^\s*(?:pipeline|node(?:\(.*\))?)\s*\{|^@Library\(", re.MULTILINE)),
    (
        "terraform",
        re.compile(r'^(?:resource|provider|module|data|variable)\s+"[^"\n]+".*\{|^terraform\s*\{', re.MULTILINE),
    ),
    ("dockerfile", re.compile(r"\A(?:\s*#.*\n|\s*ARG .*\n|\s*\n)*\s*FROM\s+\S+", re.IGNORECASE)),
    ("compose", re.compile(r"^services:\s*(?:#.*)?$", re.MULTILINE)),
    ("workflow", re.compile(r"^(?:on|'on'|\"on\"):(?s:.*)^jobs:|^jobs:(?s:.*)^\s+(?:runs-on|uses):", re.MULTILINE)),
    (
        "gitlab-ci",
        re.compile(r"^(?:stages|include|default|before_script|\.?[\w-]+):\s*\n(?s:.*)^\s+script:", re.MULTILINE),
    ),
]
_PINNED = re.compile(
    r"^\s*[A-Za-z0-9][\w.-]*(?:\[[\w, -]+\])?\s*(?:[=~<>!]=?=?\s*[\d*]|@\s|;|(?:#.*)?$)|^\s*(?:-[er]\b|--[a-z])"
)
_KEY = re.compile(r"^\s*(?:- )?[\w./-]+:(?:\s|$)")


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _is_requirements(text: str) -> bool:
    """Nothing but packages, a line each, and at least one of them with its version."""
    lines = _lines(text)
    return (
        len(lines) > 1 and any(re.search(r"[=~<>]=|^-[er] ", line) for line in lines) and all(map(_PINNED.match, lines))
    )


def _is_yaml(text: str) -> bool:
    lines = _lines(text)
    keyed = sum(bool(_KEY.match(line)) for line in lines)
    return len(lines) > 2 and keyed >= 0.6 * len(lines) and any(line[:1].isspace() for line in lines)


def _numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, line
        at += len(line)


# --- packages -------------------------------------------------------------------------------------------------------

_COMMENT = re.compile(r"(?:^|\s)#.*")


def _read_requirements(text: str, notes: _Notes) -> None:
    for at, line in _numbered_lines(text):
        body = _COMMENT.sub("", line).rstrip()
        stripped = body.strip()
        if not stripped:
            continue
        notes.skipped.append((at, at + len(body)))
        _package(at + body.index(stripped), stripped.rstrip("\\ "), notes)


def _package(at: int, line: str, notes: _Notes) -> None:
    """One requirement. Taken from an address or a path, it is a package of the house, whatever its name."""
    try:
        requirement = Requirement(line.partition(" --")[0])
    except InvalidRequirement:
        return
    if not requirement.url:
        notes.name(at, requirement.name, "pypi")


def _read_pyproject(text: str, notes: _Notes) -> None:
    try:
        parsed = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return _read_commands(text, notes)
    project = parsed.get("project", {})
    lists = [project.get("dependencies"), parsed.get("build-system", {}).get("requires")]
    for table in (project.get("optional-dependencies"), parsed.get("dependency-groups")):
        lists += table.values() if isinstance(table, dict) else []
    for line in (line for found in lists if isinstance(found, list) for line in found if isinstance(line, str)):
        at = _quoted(text, line)
        if at >= 0:
            notes.skipped.append((at, at + len(line)))
            _package(at, line, notes)
    _read_poetry(text, parsed, notes)


def _read_poetry(text: str, parsed: dict, notes: _Notes) -> None:
    poetry = parsed.get("tool", {}).get("poetry", {})
    groups = [group for group in poetry.get("group", {}).values() if isinstance(group, dict)]
    for group in (poetry, *groups):
        for table in ("dependencies", "dev-dependencies"):
            for name in group.get(table, {}):
                found = re.search(rf"^\s*\"?({re.escape(name)})\"?\s*=", text, re.MULTILINE)
                if found:
                    notes.name(found.start(1), name, "pypi")


def _quoted(text: str, value: str) -> int:
    return next((at + 1 for mark in "\"'" if (at := text.find(f"{mark}{value}{mark}")) >= 0), -1)


def _read_package_json(text: str, notes: _Notes) -> None:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return _read_commands(text, notes)
    for table in ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies"):
        packages = parsed.get(table) if isinstance(parsed, dict) else None
        for name in packages if isinstance(packages, dict) else ():
            at = _quoted(text, name)
            if at >= 0:
                notes.name(at, name, "npm")


# --- commands: in any text ------------------------------------------------------------------------------------------

_INSTALL = re.compile(
    r"\b(?:(?P<pypi>(?:pip3?|uv pip|pipx|poetry|uv) (?:install|add))|(?P<npm>(?:npm|pnpm|yarn) (?:install|i|add))|"
    r"(?P<apt>apt(?:-get)?(?: -\w+)* install)|(?P<image>docker (?:run|pull)))"
    r"(?P<rest>(?:[ \t]+|\\\n)[^\n&|;`#]*(?:\\\n[^\n&|;`#]*)*)"
)
_WORD = re.compile(r"[^\s\\\"']+")
_PACKAGE = re.compile(r"@?[A-Za-z0-9][\w./-]*")
_OPTION_WITH_VALUE = {
    "-r",
    "-c",
    "-e",
    "-i",
    "-f",
    "-p",
    "-v",
    "--name",
    "--index-url",
    "--extra-index-url",
    "--network",
}


def _read_commands(text: str, notes: _Notes) -> None:
    """What commands install or run: `pip install mlflow`, `apt-get install -y docker.io`, `docker run redis:7`."""
    for found in _INSTALL.finditer(text):
        ecosystem = next(name for name in ("pypi", "npm", "apt", "image") if found[name])
        is_value = False
        for word in _WORD.finditer(found["rest"]):
            if is_value or word[0].startswith("-"):
                is_value = word[0] in _OPTION_WITH_VALUE
                continue
            _installed(found.start("rest") + word.start(), word[0], ecosystem, notes)
            if ecosystem == "image":
                break


def _installed(at: int, word: str, ecosystem: str, notes: _Notes) -> None:
    name = _PACKAGE.match(word)
    if not name or "://" in word:
        return
    if ecosystem == "image":
        _image(at, word, notes)
    else:
        notes.name(at, name[0], ecosystem)


def _image(at: int, reference: str, notes: _Notes) -> None:
    """An image without its tag: `ghcr.io/mlflow/mlflow:v2` names `ghcr.io/mlflow/mlflow`."""
    name = re.sub(r"@sha256:.*|:[^/:]*$", "", reference)
    if "$" in name or not name:
        return
    notes.skipped.append((at, at + len(reference)))
    notes.name(at, name, "image")


def _read_dockerfile(text: str, notes: _Notes) -> None:
    stages = set()
    notes.skipped += [found.span() for found in re.finditer(r"(?im)\A(?:#\s*(?:syntax|escape|check)\s*=.*\n?)+", text)]
    for found in re.finditer(r"(?im)^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", text):
        if found[1].lower() not in stages:
            _image(found.start(1), found[1], notes)
        stages.add((found[2] or "").lower())
    for found in re.finditer(r"(?i)COPY\s+--from=(\S+/\S+)", text):
        _image(found.start(1), found[1], notes)
    _read_commands(text, notes)


# --- YAML -----------------------------------------------------------------------------------------------------------


def _read_yaml(text: str, notes: _Notes) -> None:
    _read_commands(text, notes)
    if len(text) > _MOST_YAML:
        return
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for document in yaml.compose_all(text, Loader=loader):
            for key, node in _scalars(document):
                _scalar(text, key, node, notes)
    except (yaml.YAMLError, RecursionError, ValueError):
        return


def _scalars(root: yaml.Node | None) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Every value with the key that it stands under; a shared node once."""
    waiting: list[tuple[str, yaml.Node | None]] = [("", root)]
    seen: set[int] = set()
    while waiting:
        key, node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            yield key, node
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(key, one) for one in node.value]
        else:
            waiting += [_entry(key, name, one) for name, one in node.value]


def _entry(parent: str, name: yaml.Node, value: yaml.Node) -> tuple[str, yaml.Node]:
    key = name.value if isinstance(name, yaml.ScalarNode) else ""
    # A Helm chart's values have the image's name as `image: {repository: …}`.
    return (parent if key in {"repository", "name"} and parent == "image" else key), value


def _scalar(text: str, key: str, node: yaml.ScalarNode, notes: _Notes) -> None:
    start = node.start_mark.index
    start += text[start : start + 1] in {'"', "'"}
    value = node.value.strip()
    if not value or "\n" in value or text[start : start + len(value)] != value:
        return
    if key == "image" and " " not in value:
        _image(start, value, notes)
    elif key == "uses" and "/" in value and not value.startswith("."):
        notes.skipped.append((start, start + len(value)))
        notes.name(start, value.partition("@")[0], "action")
    elif key == "chart":
        notes.name(start, value, "chart")
    else:
        # `provider: vault`, `bedrock/desk-small`: the value, or its first part, is nothing but the name.
        notes.values += [(start, start + len(value)), (start, start + len(re.split(r"[/:@]", value)[0]))]


_READERS = {
    "requirements": _read_requirements,
    "pyproject": _read_pyproject,
    "package-json": _read_package_json,
    "dockerfile": _read_dockerfile,
    "compose": _read_yaml,
    "workflow": _read_yaml,
    "gitlab-ci": _read_yaml,
    "helm-values": _read_yaml,
}


def unresolved_names(reading: Reading, phrases: PhraseBook) -> Iterable[str]:
    """Packages, images and actions that a file names and nobody here knows."""
    return (named.text for named in reading.names if named.resolve(phrases) is None)
