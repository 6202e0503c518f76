"""How records are named: in references, in paths and in addresses. Plain text, no table."""

DISCIPLINES = ("devops", "mlops", "llmops")
DISCIPLINE_NAMES = {"devops": "DevOps", "mlops": "MLOps", "llmops": "LLMOps"}
_NAMED_BY_PATH = {"false-friends", "roles", "disciplines", "roadmap"}


def concept_path(ref: str, discipline: str) -> str:
    """The path of a concept: a bare slug means the same discipline."""
    return f"concepts/{ref}" if "/" in ref else f"concepts/{discipline}/{ref}"


def target_path(target: str, discipline: str) -> str:
    """The path that a wiki link means: `slug`, `mlops/slug`, `tool:slug`, `false-friends/word`, `roles/slug`."""
    if target.startswith("tool:"):
        return f"tools/{target[5:]}"
    head, _, rest = target.partition("/")
    if head in _NAMED_BY_PATH and rest:
        return target
    if not rest and target in DISCIPLINES and discipline != target:
        return f"disciplines/{target}"
    return concept_path(target, discipline or DISCIPLINES[0])


def key_of(path: str) -> str:
    """A record as others refer to it, from its path: `devops/version-control`, `tool:mlflow`."""
    folder, _, rest = path.partition("/")
    return {"concepts": rest, "tools": f"tool:{rest}"}.get(folder, path)


def address_of(path: str) -> str:
    """The address of the page of a record, from its path alone: needs no row, and so no query."""
    folder, _, rest = path.partition("/")
    match folder:
        case "concepts" | "disciplines":
            return f"/{rest}/"
        case "tools" | "false-friends":
            return f"/{folder}/{rest}/"
        case "roles":
            return f"/roadmap/{rest}/"
        case "roadmap":
            return f"/roadmap/#{rest.partition('-')[2] or rest}"
        case _:
            return "/map/"


def path_of(address: str) -> str:
    """The path of a concept, a tool or a false friend, from the address of its page."""
    folder, _, slug = address.strip("/").partition("/")
    return f"concepts/{folder}/{slug}" if folder in DISCIPLINES else f"{folder}/{slug}"


def identity_of(path: str, identifier: str) -> str:
    """The path of the IRI of a record, which never changes: made of its first slug, whatever its page is called now."""
    folder, _, rest = path.partition("/")
    match folder:
        case "concepts":
            return f"/id/{rest.partition('/')[0]}/{identifier}"
        case "disciplines":
            return f"/id/{identifier}"
        case "roadmap":
            return f"/id/roadmap/{identifier.partition('-')[2] or identifier}"
        case _:
            return f"/id/{folder}/{identifier}"


def data_address(address: str, ending: str) -> str:
    """The address of the same thing in another format: `.ttl` in place of the last slash of its page."""
    return f"{address.rstrip('/')}.{ending}"
