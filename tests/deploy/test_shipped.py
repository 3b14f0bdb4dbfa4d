"""What an operator copies out of deploy/ names what there is: settings, commands, files, roles. `python -m tools.cluster.checking` asks the programs."""

import configparser
import re
import shlex

import pytest
import yaml
from django.core.management import get_commands

from mazalim.keeping.postgresql.roles import ROLES as GROUPS
from tests.architecture.house import ROOT, expect_none, place
from tools.cluster.shipped import shipped
from tools.processes import CannotStart, commands

pytestmark = pytest.mark.one_database
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file() and "secrets" not in path.parts)
SETTING = re.compile(r"\b(MAZALIM_[A-Z_]+|DATABASE_URL)\b")
PRODUCT = "/opt/mazalim/.venv/bin/"


def documented():
    page = (ROOT / "docs" / "running" / "settings.md").read_text("utf-8")
    return set(re.findall(r"^#+ `([A-Z_0-9]+)`", page, flags=re.MULTILINE))


def units():
    """Every unit as (name, section, key) -> values; systemd lets a key stand several times."""
    for path in sorted((DEPLOY / "systemd").iterdir()):
        lines = [line.partition("=")[::2] for line in path.read_text("utf-8").splitlines() if "=" in line and not line.startswith("#")]
        yield path.name, [(key, value) for key, value in lines]


def test_every_setting_that_is_shipped_is_one_that_the_product_reads():
    unknown = {f"{place(path)}: {name}" for path in FILES for name in SETTING.findall(path.read_text("utf-8")) if name not in documented()}
    expect_none(sorted(unknown))


def test_a_service_never_gets_the_key_that_belongs_to_the_other():
    given = {name: " ".join(value for key, value in lines if key in {"LoadCredential", "Environment"}) for name, lines in units()}
    assert "receipt_key.pem" in given["mazalim-web.service"]
    assert "seal_key" not in given["mazalim-web.service"]
    assert "seal_key.pem" in given["mazalim-worker.service"]
    assert "receipt_key" not in given["mazalim-worker.service"]


def test_units_run_commands_that_exist():
    run = {value for _, lines in units() for key, value in lines if key.startswith("ExecStart")}
    named = {word for command in run for word in re.findall(r"manage\.py (\w+)", command)}
    expect_none(sorted(named - set(get_commands())))
    assert {"work", "verify", "backup"} <= named


def test_the_web_unit_serves_as_make_run_does():
    lines = dict(units())["mazalim-web.service"]
    shown = shlex.split(next(value for key, value in lines if key == "ExecStart").removeprefix(PRODUCT))
    ours = [str(part) for part in commands(8000, "127.0.0.1")["web"]]
    for option in ("--interface", "--blocking-threads", "--backpressure"):
        assert shown[shown.index(option) + 1] == ours[ours.index(option) + 1]
    assert shown[-1] == ours[-1]


@pytest.mark.parametrize("unit", ["mazalim-web", "mazalim-worker", "mazalim-verify", "mazalim-backup", "mazalim-base-backup"])
def test_units_may_gain_no_right_and_write_only_where_they_must(unit):
    lines = dict(dict(units())[f"{unit}.service"])
    assert (lines["NoNewPrivileges"], lines["ProtectSystem"], lines["ProtectHome"], lines["CapabilityBoundingSet"]) == (
        "true",
        "strict",
        "true",
        "",
    )


def test_every_timer_has_its_service():
    names = {name for name, _ in units()}
    expect_none(name for name in names if name.endswith(".timer") and name.replace(".timer", ".service") not in names)


def test_compose_mounts_files_that_are_there_and_names_only_what_it_defines():
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    services, faults = told["services"], []
    assert {"proxy", "web1", "web2", "worker1", "worker2", "pooler", "db1", "db2", "db3", "cache", "objects", "scanner"} <= set(services)
    for name, service in services.items():
        faults += [f"{name} needs {other}" for other in service.get("depends_on", {}) if other not in services]
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            is_there = (
                (DEPLOY / source).exists() or source.startswith("./secrets/") if source.startswith(".") else source in told["volumes"]
            )
            faults += [] if is_there else [f"{name} mounts {source}"]
        shared = str(service.get("network_mode", "")).removeprefix("service:")
        faults += [f"{name} shares with {shared}"] if shared and shared not in services else []
    expect_none(faults)


def test_the_pooler_lends_a_session_for_one_transaction_and_finds_a_new_primary_soon():
    told = configparser.ConfigParser(comment_prefixes=(";",), interpolation=None)
    told.read_string((DEPLOY / "pgbouncer" / "pgbouncer.ini").read_text("utf-8"))
    pooler = told["pgbouncer"]
    assert pooler["pool_mode"] == "transaction"
    assert int(pooler["server_login_retry"]) <= 2
    assert int(pooler["query_wait_timeout"]) <= 10


def test_a_commit_waits_for_a_standby_and_a_dead_primary_is_replaced_in_time():
    dcs = yaml.safe_load((DEPLOY / "patroni" / "patroni.yml").read_text("utf-8"))["bootstrap"]["dcs"]
    assert dcs["synchronous_mode"] is True
    assert dcs["synchronous_mode_strict"] is True
    assert dcs["loop_wait"] + 2 * dcs["retry_timeout"] <= dcs["ttl"] <= 25  # Patroni's own rule, and thirty seconds in all
    conf = dict(re.findall(r"^(\w+) = (\S+)", (DEPLOY / "postgresql" / "postgresql.conf").read_text("utf-8"), flags=re.MULTILINE))
    assert (conf["fsync"], conf["synchronous_commit"], conf["full_page_writes"]) == ("on", "on", "on")
    assert yaml.safe_load((DEPLOY / "patroni" / "etcd.yml").read_text("utf-8"))["enable-grpc-gateway"] is True


def test_roles_that_are_shipped_are_those_that_get_their_rights():
    text = (DEPLOY / "postgresql" / "roles.sql").read_text("utf-8")
    assert set(re.findall(r"CREATE ROLE (\w+) NOLOGIN", text)) == set(GROUPS)
    let_in = set(re.findall(r"CREATE ROLE (\w+) LOGIN", text)) - {"pooler"}
    hba = (DEPLOY / "postgresql" / "pg_hba.conf").read_text("utf-8")
    assert set(re.search(r"hostssl\s+mazalim\s+(\S+)", hba)[1].split(",")) == let_in  # type: ignore[index]


def test_what_visitors_claim_about_themselves_is_overwritten():
    door = (DEPLOY / "proxy" / "haproxy.cfg").read_text("utf-8")
    for header in ("X-Forwarded-For %[src]", "X-Forwarded-Proto https", "X-Request-ID %[uuid()]"):
        assert f"http-request set-header {header}" in door
    nginx = (DEPLOY / "proxy" / "nginx-app.conf").read_text("utf-8")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx


def test_an_address_that_was_renamed_in_a_file_stops_the_drill_and_is_not_passed_over():
    assert "127.0.0.1:1" in shipped("proxy/haproxy.cfg", {"web1.internal:8080": "127.0.0.1:1"})
    with pytest.raises(CannotStart, match="web9"):
        shipped("proxy/haproxy.cfg", {"web9.internal:8080": "127.0.0.1:1"})
