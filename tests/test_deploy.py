"""The parts of deploy/ agree with each other and with compose.yaml: no machine of ours would notice."""

import re
from pathlib import Path

import pytest
import yaml

from mapping import settings

ROOT = Path(__file__).parent.parent
UNIT, BACKUP, NGINX, CADDY = (
    (ROOT / "deploy" / name).read_text()
    for name in ("crosswalk@.service", "crosswalk-backup.service", "nginx.conf", "Caddyfile")
)
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
PORTS = {"8001", "8002"}


def value(unit, name):
    return re.search(rf"\b{name}=(\S+)", unit)[1]


def test_the_proxies_read_the_static_files_where_the_site_puts_them():
    folder = value(UNIT, "STATIC_ROOT")

    assert f"alias {folder}/;" in NGINX and f"root * {folder}\n" in CADDY


def test_the_proxies_ask_the_ports_that_the_units_open():
    assert (
        PORTS == set(re.findall(r"server 127\.0\.0\.1:(\d+)", NGINX)) == set(re.findall(r"127\.0\.0\.1:(\d+)", CADDY))
    )
    assert all(f"crosswalk@{port}" in UNIT for port in PORTS)


def test_the_backup_finds_the_database_of_the_site():
    assert value(BACKUP, "VAR_DIR") == value(UNIT, "VAR_DIR")
    assert value(BACKUP, "StateDirectory") == value(UNIT, "StateDirectory")


@pytest.mark.parametrize("hidden", ["/metrics", "/readyz"])
def test_what_is_for_the_machine_itself_is_not_passed_on(hidden):
    assert f"location = {hidden} {{ return 404; }}" in NGINX and hidden in re.search(r"@inside path (.*)", CADDY)[1]


def test_no_proxy_lets_more_through_than_the_site_reads():
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1000

    assert f"client_max_body_size {most}k;" in NGINX and f"max_size {most}KB" in CADDY


def test_every_container_of_the_site_has_as_few_rights_as_it_needs():
    for name in ("app1", "app2", "prepare"):
        service = COMPOSE["services"][name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    assert "USER 10001" in (ROOT / "Dockerfile").read_text()


def test_the_tables_are_ready_before_a_container_serves():
    for name in ("app1", "app2"):
        assert COMPOSE["services"][name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}


def test_compose_finds_what_it_changes_in_the_shipped_configuration():
    command = COMPOSE["services"]["proxy"]["command"][-1]

    for wanted in re.findall(r"s/([^/]+)/", command):
        assert wanted in NGINX, wanted
