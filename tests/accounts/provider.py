"""An organisation's own sign-in: a small OpenID Connect provider that listens on this machine, speaks the real protocol, and lies when told to."""

import base64
import json
import threading
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from time import time
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "mazalim", "the secret of/the client"


def challenge_of(verifier):
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


class Provider:
    """Who signs in there is `person`; `lies` replaces claims of the token, None leaves one out; `key` signs."""

    def __init__(self):
        self.key, self.codes, self.calls = RSAKey.generate_key(2048, {"kid": "k1"}), {}, []
        self.person = {"sub": "u-1", "email": "somebody@office.example", "email_verified": True, "amr": ["pwd"]}
        self.lies, self.is_down = {}, False
        self.published = self.key
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.calls.append(self.path)
                path = urlsplit(self.path).path
                said = {"/.well-known/openid-configuration": provider.about, "/jwks": provider.keys}.get(path)
                self.say(said() if said and not provider.is_down else None)

            def do_POST(self):
                typed = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.say(
                    provider.exchange({name: values[0] for name, values in typed.items()}, self.headers.get("Authorization", "")), bad=400
                )

            def say(self, said, bad=500):
                self.send_response(200 if said is not None else bad)
                self.end_headers()
                self.wfile.write(json.dumps(said or {"error": "invalid_grant"}).encode())

            def log_message(self, *args):
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def about(self):
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
        }

    def keys(self):
        return {"keys": [self.published.as_dict(private=False)]}

    def signs_in(self, address):
        """What the provider's own pages do: the person shows who they are, and is sent back. Returns the address."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", CLIENT, "S256")
        assert "openid" in asked["scope"].split()
        code = token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, typed, authorization):
        asked = self.codes.pop(typed.get("code"), None)
        name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        if (
            asked is None
            or (name, secret) != (CLIENT, "the%20secret%20of%2Fthe%20client")
            or typed["redirect_uri"] != asked["redirect_uri"]
        ):
            return None
        if challenge_of(typed["code_verifier"]) != asked["code_challenge"]:
            return None
        now = int(time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= ({"auth_time": now} if "max_age" in asked else {}) | self.person | self.lies
        token = jwt.encode(
            {"alg": "RS256", "kid": self.key.kid}, {name: value for name, value in claims.items() if value is not None}, self.key
        )
        return {"access_token": token_urlsafe(16), "token_type": "Bearer", "id_token": token}
