"""Where a name ends and something else begins: host names, paths, options, variables, compounds. No database."""

import re

# A part of a longer whole is looked at this far to either side, so that a word without an end costs no more.
_REACH = 120
_ENDS = " \t\n\r\"'`()[]{}<>,;|*\u00a0“”‘’„«»…·•→"
_FIRST = re.compile(f"[^{re.escape(_ENDS)}]*")
_LAST = re.compile(f"[^{re.escape(_ENDS)}]*\\Z")
_BEFORE_AN_END = ".:!?"
_FILE = re.compile(r"\.[A-Za-z]\w{0,7}$")
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?<!js)(?::\d+)?/")
_NUMBERED = re.compile(r"-\d+$")
_WORDS = re.compile(r"[\w-]*")


def chunk_around(text: str, start: int, end: int) -> tuple[str, str]:
    """What is written together with a place, without a space or bracket between: to its left and to its right."""
    left = _LAST.search(text[max(0, start - _REACH) : start])
    right = _FIRST.match(text, end, end + _REACH)
    return left[0] if left else "", right[0] if right else ""


def is_free(text: str, start: int, end: int) -> bool:
    """Whether a place stands by itself, with nothing but punctuation around."""
    before = text[start - 1] if start else " "
    if before == "{" and text[start - 2 : start - 1] == "$":
        return False
    after = text[end] if end < len(text) else " "
    if after in _BEFORE_AN_END:
        after = text[end + 1] if end + 1 < len(text) else " "
    return before in _ENDS and after in _ENDS


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name at this place is a word of its own, and not a part of an address, a path or a variable."""
    left, right = chunk_around(text, start, end)
    return not (
        text[max(0, start - 2) : start] == "${"
        or _is_address(left, right)
        or _is_part_of_identifier(left, right)
        or _is_option(left)
        or _is_path(left, text[start:end], right)
        or _is_numbered(left, right)
    )


def is_in_compound(text: str, start: int, end: int) -> bool:
    """Whether a hyphen ties it to another word, as in `rag-rug` or `desk-salt`."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return (before[-1:] in "-–_" and before[:1].isalnum() and len(before) == 2) or (
        after[:1] == "-" and after[1:].isalnum()
    )


def _is_address(left: str, right: str) -> bool:
    """A web or e-mail address, a host name, a dotted name of code."""
    if "://" in left or _HOST.match(left) or ("@" in left and not left.startswith("@")) or re.match(r"@\w+\.\w", right):
        return True
    return bool(re.search(r"\w\.$", left) or re.match(r"\.\w", right)) and not _is_file_ending(left, right)


def _is_file_ending(left: str, right: str) -> bool:
    """`dvc.yaml` tells of DVC: the name is all of the file's name but its ending."""
    return not left and right.rstrip(_BEFORE_AN_END) in {".yml", ".yaml", ".toml", ".lock"}


def _is_part_of_identifier(left: str, right: str) -> bool:
    return left.endswith(("_", "$", "&", "%", "\\")) or right.startswith(("_", "&"))


def _is_option(left: str) -> bool:
    """`--enable-lora`; a single hyphen before a word may be a bullet."""
    return left.startswith("--") or (left.startswith("-") and len(left) > 1)


def _is_path(left: str, name: str, right: str) -> bool:
    whole = (left + name + right).rstrip(_BEFORE_AN_END)
    if "/" not in left + right:
        return False
    return whole.startswith(("/", "./", "../", "~/")) or whole.endswith("/") or bool(_FILE.search(whole))


def _is_numbered(left: str, right: str) -> bool:
    """One of many machines: `k8s-prod-01`."""
    tail = _WORDS.match(right)
    chain = right[: tail.end()] if tail else ""
    return (chain.startswith("-") or left.endswith("-")) and bool(_NUMBERED.search(chain))
