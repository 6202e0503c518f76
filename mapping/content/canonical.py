"""Records to their canonical text: fixed key order, no comments, one way to write each value."""

from typing import Any

import yaml
from pydantic import BaseModel

from mapping.content.formats import StagesFormat, key_order
from mapping.content.frontmatter import Dumper

FLOW_WIDTH = 90


class _Flow(list):
    """A list that is written on one line."""


class _FlowMap(dict):
    """A mapping that is written on one line."""


Dumper.add_representer(
    _Flow, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
)
Dumper.add_representer(
    _FlowMap,
    lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True),
)

_ON_ONE_LINE = {"drafted", "reviewed", "sources", "tools"}
_BLOCKS = {"carries_over", "differs", "traps", "adds", "is_not"}


def text_of(record: BaseModel, body: str = "") -> str:
    """The canonical text of a record: front matter and Markdown, or YAML alone for the stages."""
    data = _plain(record)
    if isinstance(record, StagesFormat):
        return _yaml(data)
    body = body.strip("\n")
    return f"---\n{_yaml(data)}---\n" + (f"\n{body}\n" if body else "")


def _yaml(data: dict[str, Any]) -> str:
    return yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10_000)


def _plain(record: BaseModel) -> dict[str, Any]:
    values = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if "plain_word" in values:
        # The tables mark labels, and so know no other order of them than that of the labels.
        labels = [values["label"], *values.get("aliases", []), *values.get("hidden", [])]
        values["plain_word"].sort(key=labels.index)
    names = _keys(type(record))
    return {name: _styled(name, values[name]) for name in names if name in values}


def _keys(model: type[BaseModel]) -> list[str]:
    aliases = {name: field.alias or name for name, field in model.model_fields.items()}
    return [aliases[name] for name in key_order(model)]


def _styled(name: str, value: Any) -> Any:
    """Choose one line or many for a value, by its name and size alone, so that every writer agrees."""
    if name == "broader" and len(value) == 1:
        return value[0]
    if name in {"confidence", "agreement"}:
        return f"{float(value):g}"
    if isinstance(value, dict):
        styled = {key: _styled(key, inner) for key, inner in value.items()}
        if name == "tools":
            return {job: _uses(uses) for job, uses in value.items()}
        return _FlowMap(styled) if name in _ON_ONE_LINE else styled
    if isinstance(value, list):
        return _styled_list(name, value)
    return value


def _styled_list(name: str, values: list[Any]) -> list[Any]:
    if all(isinstance(value, list) for value in values):
        return [_Flow(value) for value in values]
    if any(isinstance(value, dict) for value in values):
        styled = [{key: _styled(key, inner) for key, inner in value.items()} for value in values]
        return [_FlowMap(value) for value in styled] if name in _ON_ONE_LINE else styled
    if name in _BLOCKS:
        return values
    return _Flow(values) if sum(len(str(value)) + 2 for value in values) <= FLOW_WIDTH else values


def _uses(uses: list[dict[str, str]]) -> list[Any]:
    """A tool with nothing said about it is written as its slug alone."""
    written = [use["tool"] if set(use) == {"tool"} else _FlowMap(use) for use in uses]
    return _styled_list("", written) if all(isinstance(use, str) for use in written) else written
