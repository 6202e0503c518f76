"""Every example in the content parses in its own language."""

import shutil
import subprocess

import hcl2
import pytest
from django.conf import settings
from dockerfile_parse import DockerfileParser

from mapping import content
from mapping.content.quality import FENCE, PARSERS

INSTRUCTIONS = (
    *("ADD", "ARG", "CMD", "COMMENT", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL"),
    *("ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
)


def parse_dockerfile(code, tmp_path):
    dockerfile = DockerfileParser(path=str(tmp_path / "Dockerfile"))
    dockerfile.content = code
    found = [step["instruction"] for step in dockerfile.structure]
    assert found and set(found) <= set(INSTRUCTIONS), found


def parse_shell(code, tmp_path):
    shell = shutil.which("bash")
    assert shell, "no bash on this machine"
    checked = subprocess.run([shell, "-n"], input=code, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


OTHERS = {
    "hcl": lambda code, _: hcl2.loads(code),
    "dockerfile": parse_dockerfile,
    "bash": parse_shell,
    "shell": parse_shell,
    "sh": parse_shell,
}
# What has no grammar to hold it against here: checked by eye.
UNPARSED = {"text", "markdown", "sql", "promql", "protobuf", "ini", "diff", "groovy", "jinja", "javascript"}


def blocks():
    for path, text in sorted(content.texts(settings.CONTENT_DIR).items()):
        for number, block in enumerate(FENCE.finditer(text), 1):
            yield pytest.param(block["lang"].lower(), block["code"], id=f"{path}-{number}-{block['lang']}")


@pytest.mark.parametrize(("lang", "code"), list(blocks()))
def test_a_block_of_code_parses(lang, code, tmp_path):
    if lang in OTHERS:
        OTHERS[lang](code, tmp_path)
    elif lang not in UNPARSED:
        PARSERS[lang](code)
