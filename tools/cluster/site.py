"""The whole installation on loopback: databases, pooler, cache, S3, mail, scanner, two web nodes, two workers, and the proxy with TLS before them."""

import datetime as dt
import os
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tools.cluster.crew import Crew
from tools.cluster.databases import Databases
from tools.cluster.programs import cache, program
from tools.cluster.shipped import shipped, unit_command, written
from tools.drill.processes import Outside
from tools.processes import ROOT, free_port, manage, scratch_environment

BUCKET = "complaints"
WEB, WORKERS = ("web1", "web2"), ("worker1", "worker2")
ROOMY = ("drafts_per_network", "sms_per_prefix_hour", "sms_per_day", "tracking_failures_per_network")
LIMITS = ",".join(f"{name}=1000000/3600" for name in ROOMY)  # the whole town lives behind one address here


@dataclass
class Site:
    """One installation on several machines, all of which are this one."""

    folder: Path
    crew: Crew
    databases: Databases
    certificate: Path
    pooler_port: int = field(default_factory=free_port)
    door_port: int = field(default_factory=free_port)
    cache_port: int = field(default_factory=free_port)
    ports: dict[str, int] = field(default_factory=lambda: {name: free_port() for name in (*WEB, *(f"nginx-{web}" for web in WEB))})
    outside_ports: dict[str, int] = field(default_factory=lambda: {name: free_port() for name in ("mail", "scanner", "store")})
    outside: Outside | None = None
    has_cache: bool = False
    told_otherwise: set[str] = field(default_factory=set)  # case numbers of complaints that nobody in the town has lodged

    @property
    def address(self) -> str:
        """Where people reach it."""
        return f"https://127.0.0.1:{self.door_port}"

    @property
    def mail(self) -> Path:
        """Every letter that was sent."""
        return self.folder / "mail.jsonl"

    def environment(self, node: str, url: str = "") -> dict[str, str]:
        """The settings of one node; what several machines share is the same for all.

        :param url: of the database, where it is not the pooler's.
        """
        keys = self.folder / "keys"
        shared = {
            "DATABASE_URL": url or self._pooled("worker" if node in WORKERS else "web", "mazalim"),
            "MAZALIM_DATABASE_POOLER": "none" if url else "transaction",
            "MAZALIM_REPLICA_URLS": "" if url else self._pooled("reading", "mazalim_reading"),
            "MAZALIM_CACHE_URL": f"redis://127.0.0.1:{self.cache_port}/0" if self.has_cache else "",
            "MAZALIM_ORIGIN": self.address,
            "MAZALIM_BEHIND_PROXY": "1",
            "MAZALIM_STATIC_DIR": str(self.folder / "static"),
            "MAZALIM_KEY_FILE": str(keys / "keys.json"),
            "MAZALIM_RECEIPT_KEY_FILE": str(keys / "receipt_key.pem"),
            "MAZALIM_SEAL_KEY_FILE": str(keys / "seal_key.pem"),
            "MAZALIM_PUBLIC_KEYS_FILE": str(keys / "public_keys.pem"),
            "MAZALIM_STORAGE_URL": f"s3://drill:drill@127.0.0.1:{self.outside_ports['store']}/{BUCKET}?tls=0",
            "MAZALIM_EMAIL_URL": f"smtp://127.0.0.1:{self.outside_ports['mail']}",
            "MAZALIM_CLAMD_URL": f"tcp://127.0.0.1:{self.outside_ports['scanner']}",
            "MAZALIM_METRICS_TOKEN": "cluster-" + "0" * 20,
            "MAZALIM_SECOND_FACTOR": "none",
            "MAZALIM_LIMITS": LIMITS,
        }
        return {**scratch_environment(self.folder / node), **shared}

    def bring_up(self) -> None:
        """Everything, in the order in which a ministry does it.

        :raises CannotStart: a part did not come up; the text says which, and its last words.
        """
        self.databases.bring_up()
        self.databases.make_database()
        self._lean_on()
        direct = self.direct()
        manage("make_keys", str(self.folder / "keys" / "keys.json"), environment=direct)
        for command in (
            ("migrate", "--no-input", "--verbosity", "0"),
            ("database_roles", "--apply"),
            ("load_profile", "kurdistan"),
            ("collectstatic", "--no-input", "-v", "0"),
        ):
            manage(*command, environment=direct)
        self._pool()
        for name in WEB:
            self.start_web(name)
        for name in WORKERS:
            self.start_worker(name)
        self._open_the_door()

    def direct(self) -> dict[str, str]:
        """The settings with which commands go straight to whoever is primary now, as the owner of the tables."""
        primary = self.databases.primary()
        return self.environment("owner", self.databases.url(primary) if primary else "")

    def start_web(self, name: str) -> None:
        """nginx and granian, as on one web machine: the command of the unit, the configuration shown."""
        port, before = self.ports[name], self.ports[f"nginx-{name}"]
        command = unit_command("mazalim-web", {"--port 8000": f"--port {port}", "--workers 2": "--workers 1"})
        self.crew.start(name, command, environment=self.environment(name), cwd=ROOT)
        self._nginx(name, port, before)
        self.crew.until(name, lambda: self.answers(name), "an answer", 120)

    def start_worker(self, name: str) -> None:
        """One worker, by the command of its unit."""
        self.crew.start(name, unit_command("mazalim-worker", {}), environment=self.environment(name), cwd=ROOT)

    def kill_web(self, name: str) -> None:
        """The machine is gone: web process and its nginx."""
        self.crew.kill(f"nginx-{name}")
        self.crew.kill(name)

    def answers(self, name: str) -> bool:
        """Whether a web node says that it is ready, through its nginx."""
        asked = urllib.request.Request(f"http://127.0.0.1:{self.ports[f'nginx-{name}']}/ready/", headers={"X-Forwarded-Proto": "https"})
        try:
            with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False

    def is_open(self) -> bool:
        """Whether the proxy lets people in."""
        try:
            with urllib.request.urlopen(f"{self.address}/ready/", timeout=5, context=self.trust()) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False

    def trust(self) -> ssl.SSLContext:
        """Believe our own certificate, and nobody else's."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def point_pooler(self) -> None:
        """Lead PgBouncer to whoever is primary now."""
        written(self.folder / "pooler", "pgbouncer.ini", self._pooler())
        with psycopg.connect(self._pooled("pooler", "pgbouncer"), autocommit=True) as console:
            console.execute("RELOAD")

    def close(self) -> None:
        """End everything."""
        self.databases.close()
        self.crew.close()
        if self.outside:
            self.outside.close()

    def _pooled(self, user: str, database: str) -> str:
        return f"postgresql://{user}:{self.databases.passwords[user]}@127.0.0.1:{self.pooler_port}/{database}"

    def _pooler(self) -> str:
        places = {
            "listen_port = 6432": f"listen_port = {self.pooler_port}",
            "/etc/pgbouncer/userlist.txt": str(self.folder / "pooler" / "userlist.txt"),
            "/var/log/postgresql/pgbouncer.log": str(self.folder / "pooler" / "log"),
            "/run/postgresql/pgbouncer.pid": str(self.folder / "pooler" / "pid"),
            **self.databases.way(),
        }
        return shipped("pgbouncer/pgbouncer.ini", places)

    def _pool(self) -> None:
        folder = self.folder / "pooler"
        folder.mkdir(mode=0o700)
        written(folder, "pgbouncer.ini", self._pooler())
        written(folder, "userlist.txt", self.databases.let_in())
        self.databases.own(folder)
        self.crew.start("pooler", [program("pgbouncer"), folder / "pgbouncer.ini"], as_whom=self.databases.as_whom)
        self.crew.until("pooler", self._pooler_answers, "an answer")

    def _pooler_answers(self) -> bool:
        try:
            psycopg.connect(self._pooled("pooler", "pgbouncer"), autocommit=True, connect_timeout=3).close()
        except psycopg.Error:
            return False
        return True

    def _lean_on(self) -> None:
        self.outside = Outside(self.environment("outside"), self.folder / "outside.log")
        (self.folder / "clamd").mkdir()
        for name, place in (("mail", str(self.mail)), ("scanner", str(self.folder / "clamd")), ("store", BUCKET)):
            self.outside.start(name, self.outside_ports[name], place)
        if server := cache():
            options = ("--port", str(self.cache_port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--maxmemory", "64mb")
            self.crew.start("cache", [server, *options], cwd=self.folder)
            self.has_cache = True

    def _nginx(self, name: str, port: int, before: int) -> None:
        folder = self.folder / f"nginx-{name}"
        folder.mkdir(exist_ok=True)
        app = written(folder, "nginx-app.conf", shipped("proxy/nginx-app.conf", {"/var/lib/mazalim": str(self.folder)}))
        places = {
            "10.0.0.1;": "127.0.0.1;",
            "server 127.0.0.1:8000": f"server 127.0.0.1:{port}",
            "listen 8080": f"listen 127.0.0.1:{before}",
            "complaints.example": "127.0.0.1",
            "/etc/nginx/mazalim/nginx-app.conf": str(app),
        }
        site = written(folder, "mazalim.conf", shipped("proxy/nginx-behind.conf", places))
        text = nginx_around(site, folder)
        main = written(folder, "nginx.conf", text)
        self.crew.start(f"nginx-{name}", [program("nginx"), "-e", folder / "error.log", "-p", folder, "-c", main, "-g", "daemon off;"])

    def _open_the_door(self) -> None:
        folder = self.folder / "door"
        written(folder, "sorry.html", shipped("proxy/sorry.html", {}))
        places = {
            "log /dev/log local0 notice": "log stderr format raw local0 notice",
            "/run/haproxy/admin.sock": str(folder / "admin.sock"),
            "maxconn 20000": "maxconn 2000",
            "bind :80\n": f"bind 127.0.0.1:{free_port()}\n",
            "bind :443": f"bind 127.0.0.1:{self.door_port}",
            "/etc/haproxy/complaints.example.pem": str(self.certificate.with_name("door.pem")),
            "/etc/haproxy/sorry.html": str(folder / "sorry.html"),
            "hdr Host complaints.example": "hdr Host 127.0.0.1",
            **{f"{name}.internal:8080": f"127.0.0.1:{self.ports[f'nginx-{name}']}" for name in WEB},
        }
        text = shipped("proxy/haproxy.cfg", places)
        self.crew.start("door", [program("haproxy"), "-db", "-f", written(folder, "haproxy.cfg", text)])
        self.crew.until("door", self.is_open, "an open door")


def nginx_around(site: Path, folder: Path) -> str:
    """A main configuration around one site, with everything that nginx writes in one folder."""
    temporary = "".join(f"    {name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;\n" if os.geteuid() == 0 else ""
    around = f"    access_log off;\n{temporary}    include {site};\n"
    return f"{user}pid {folder}/pid;\nworker_processes 1;\nevents {{ worker_connections 1024; }}\nhttp {{\n{around}}}\n"


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key; `door.pem` has both, as HAProxy wants it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate = built.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for file, text in (("certificate.pem", certificate), ("key.pem", secret), ("door.pem", certificate + secret)):
        (folder / file).write_bytes(text)
        (folder / file).chmod(0o600)
    return folder / "certificate.pem", folder / "key.pem"
