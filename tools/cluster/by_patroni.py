"""With Patroni and etcd: deploy/patroni/ as it is. Whoever is silent for so long is primary no more, without anybody being woken."""

import json
import urllib.error
import urllib.request
from pathlib import Path

from tools.cluster.crew import Crew
from tools.cluster.databases import NETWORKS, SMALL, Databases, Member
from tools.cluster.programs import program
from tools.cluster.shipped import shipped, written
from tools.processes import free_port

PEER = "local all postgres peer"


class ByPatroni(Databases):
    """Three Patroni, one etcd, and HAProxy as the way to whoever is primary."""

    how = "by Patroni"

    def __init__(self, folder: Path, crew: Crew, certificate: Path, key: Path) -> None:
        self.ports = {name: free_port() for name in ("client", "peer", "primary", "reading")}
        super().__init__(folder, crew, certificate, key)
        for member in self.members:
            written(member.folder, "patroni.yml", self._patroni(member))
        written(folder, "etcd.yml", self._etcd())
        written(folder, "haproxy.cfg", self._haproxy())
        self.own(folder)

    def bring_up(self) -> None:
        """See Databases."""
        self.crew.start("etcd", [program("etcd"), "--config-file", self.folder / "etcd.yml"], as_whom=self.as_whom)
        self.crew.until("etcd", self._etcd_answers, "an answer")
        for member in self.members:
            self.bring_back(member)
        self.crew.start("way", [program("haproxy"), "-db", "-f", self.folder / "haproxy.cfg"], as_whom=self.as_whom)
        self.until_whole(90)

    def way(self) -> dict[str, str]:
        """See Databases: through HAProxy, which asks Patroni."""
        return {
            "127.0.0.1 port=5000": f"127.0.0.1 port={self.ports['primary']}",
            "127.0.0.1 port=5001": f"127.0.0.1 port={self.ports['reading']}",
        }

    def kill(self, member: Member) -> None:
        """See Databases. Patroni lets go of the server that it starts, so that is found by its own file."""
        file = member.data / "postmaster.pid"
        self.crew.kill(member.name, *([int(file.read_text().split()[0])] if file.exists() else []))

    def promote(self, killed: Member) -> None:
        """Nothing: that is what Patroni is for."""

    def bring_back(self, member: Member) -> None:
        """Start Patroni; it rewinds what has to be rewound."""
        self.crew.start(member.name, [program("patroni"), member.folder / "patroni.yml"], as_whom=self.as_whom)

    def close(self) -> None:
        """See Databases: servers outlive their Patroni."""
        for member in self.members:
            if member.name in self.crew.running:
                self.kill(member)

    def _patroni(self, member: Member) -> str:
        own = {name: f"{value}" for name, value in SMALL.items() if name != "huge_pages"}
        places = {
            "name: db1\n": f"name: {member.name}\n",
            "listen: 0.0.0.0:8008": f"listen: 127.0.0.1:{member.patroni_port}",
            "connect_address: db1.internal:8008": f"connect_address: 127.0.0.1:{member.patroni_port}",
            "[db1.internal:2379, db2.internal:2379, db3.internal:2379]": f"[127.0.0.1:{self.ports['client']}]",
            "wal_keep_size: 2GB": f"wal_keep_size: {own['wal_keep_size']}",
            "listen: 0.0.0.0:5432": f"listen: 127.0.0.1:{member.port}",
            "connect_address: db1.internal:5432": f"connect_address: 127.0.0.1:{member.port}",
            "/var/lib/postgresql/15/mazalim": str(member.data),
            "/usr/lib/postgresql/15/bin": str(self.bin),
            "/etc/mazalim/postgresql.conf": str(member.folder / "postgresql.conf"),
            "CHANGE-ME-2": self.passwords["postgres"],
            "CHANGE-ME-3": self.passwords["replicator"],
            "CHANGE-ME-4": self.passwords["rewinder"],
            PEER: "local all all trust",
            # A socket in the folder of each server, and Patroni's own passwords beside it; there is no watchdog to share on one machine.
            "  create_replica_methods:": f"  use_unix_socket: true\n  pgpass: {member.folder}/pgpass\n"
            f"  parameters: {{unix_socket_directories: {member.folder}}}\n  create_replica_methods:",
            "watchdog: {mode: automatic,": "watchdog: {mode: 'off',",
            **dict.fromkeys(NETWORKS, "127.0.0.1/32"),
        }
        return shipped("patroni/patroni.yml", places)

    def _etcd(self) -> str:
        client, peer = f"http://127.0.0.1:{self.ports['client']}", f"http://127.0.0.1:{self.ports['peer']}"
        places = {
            "/var/lib/etcd/mazalim": str(self.folder / "etcd"),
            "http://db1.internal:2379,http://127.0.0.1:2379": client,
            "advertise-client-urls: http://db1.internal:2379": f"advertise-client-urls: {client}",
            "listen-peer-urls: http://db1.internal:2380": f"listen-peer-urls: {peer}",
            "initial-advertise-peer-urls: http://db1.internal:2380": f"initial-advertise-peer-urls: {peer}",
            "db1=http://db1.internal:2380,db2=http://db2.internal:2380,db3=http://db3.internal:2380": f"db1={peer}",
        }
        return shipped("patroni/etcd.yml", places)

    def _haproxy(self) -> str:
        places = {
            "log /dev/log local0 notice": "log stderr format raw local0 notice",
            "bind 127.0.0.1:5000": f"bind 127.0.0.1:{self.ports['primary']}",
            "bind 127.0.0.1:5001": f"bind 127.0.0.1:{self.ports['reading']}",
        }
        for member in self.members:
            places[f"{member.name}.internal:5432 port 8008"] = f"127.0.0.1:{member.port} port {member.patroni_port}"
        return shipped("postgresql/haproxy.cfg", places)

    def _etcd_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports['client']}/health", timeout=2) as answer:
                return json.loads(answer.read()).get("health") == "true"
        except (OSError, urllib.error.HTTPError):
            return False
