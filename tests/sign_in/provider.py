"""A real OpenID provider as a process of its own: the package's, holding people to PKCE as well.

The package hands out a code to whoever asks and never asks for the verifier. Real providers do
(RFC 7636): the challenge goes with the way there, the verifier with the code, and they must fit.
"""

import argparse
import os
from http import HTTPStatus
from threading import Lock
from urllib.parse import parse_qs, urlsplit

import flask
import oidc_provider_mock
from authlib.oauth2.rfc7636 import create_s256_code_challenge


class ProofKeys:
    """Which challenge each code was given out for, and what was refused."""

    def __init__(self) -> None:
        """Know no code yet."""
        self._lock = Lock()
        self._challenges: dict[str, str] = {}
        self.refused: list[str] = []

    def before(self) -> flask.Response | None:
        """Refuse a way there without a challenge, and a code without its verifier."""
        asked = flask.request
        if asked.path == "/oauth2/authorize":
            if asked.args.get("code_challenge_method") != "S256" or not asked.args.get(
                "code_challenge"
            ):
                return self._refuse("invalid_request", "no challenge")
        elif asked.path == "/oauth2/token" and asked.form.get("grant_type") == "authorization_code":
            return self._check(asked.form.get("code", ""), asked.form.get("code_verifier", ""))
        return None

    def after(self, answer: flask.Response) -> flask.Response:
        """Remember which challenge a code was given out for."""
        code = parse_qs(urlsplit(answer.headers.get("location", "")).query).get("code")
        if flask.request.path == "/oauth2/authorize" and code:
            with self._lock:
                self._challenges[code[0]] = flask.request.args["code_challenge"]
        return answer

    def _check(self, code: str, verifier: str) -> flask.Response | None:
        with self._lock:
            challenge = self._challenges.get(code)
        if challenge is None:
            return self._refuse("invalid_grant", "unknown code")
        if not verifier:
            return self._refuse("invalid_grant", "no verifier")
        if create_s256_code_challenge(verifier) != challenge:
            return self._refuse("invalid_grant", "another verifier")
        return None

    def _refuse(self, error: str, why: str) -> flask.Response:
        with self._lock:
            self.refused.append(why)
        answer = flask.jsonify(error=error, error_description=why)
        answer.status_code = HTTPStatus.BAD_REQUEST
        return answer


def provider() -> flask.Flask:
    """Return the provider; what it refused for want of a proof is told under /refused."""
    app = oidc_provider_mock.app()
    keys = ProofKeys()
    app.before_request(keys.before)
    app.after_request(keys.after)
    app.add_url_rule("/refused", "refused", lambda: flask.jsonify(keys.refused))
    return app


def main() -> None:
    """Serve on a port of this machine until somebody ends it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    provider().run("localhost", parser.parse_args().port, debug=False, threaded=True)


if __name__ == "__main__":
    main()
