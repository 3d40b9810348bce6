"""The settings of single sign-on: off by default, on with all that it needs, or no start at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.sign_on import IS_INSTALLED, NEEDED, WELL_KNOWN, OpenID, is_safe

from .test_settings import OWN, without_packages

pytestmark = [pytest.mark.unit, pytest.mark.once]
WHOLE = {
    "OPENID_DISCOVERY": f"https://id.example{WELL_KNOWN}",
    "OPENID_CLIENT_ID": "appeals",
    "OPENID_CLIENT_SECRET": "secret",
    "OPENID_DOMAINS": "Office.example, other.example",
}


def check(root: Path, folder: Path, **environment: str) -> str:
    """What `manage.py check` says with these settings."""
    foreign = {name: value for name, value in os.environ.items() if name not in OWN}
    ended = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=root, env=foreign | {"DATA_DIR": str(folder)} | environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return (ended.stdout + ended.stderr).strip().splitlines()[-1]


def described(**said: object) -> bool:
    provider = OpenID(WHOLE["OPENID_DISCOVERY"], "a", "b", ("c.example",), "d")
    whole = {"issuer": "https://id.example"} | dict.fromkeys(
        ("authorization_endpoint", "token_endpoint", "jwks_uri"), "https://id.example/x"
    )
    return provider.is_described_by(whole | said)


def test_with_all_its_settings_it_starts(root: Path, tmp_path: Path) -> None:
    assert check(root, tmp_path, **WHOLE) == "System check identified no issues (0 silenced)."


@pytest.mark.parametrize("missing", NEEDED)
def test_what_is_missing_is_named(root: Path, tmp_path: Path, missing: str) -> None:
    some = {name: value for name, value in WHOLE.items() if name != missing}

    assert f"Single sign-on needs {missing} too." in check(root, tmp_path, **some)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"OPENID_DISCOVERY": f"http://id.example{WELL_KNOWN}"}, "begins with https://"),
        ({"OPENID_DISCOVERY": "https://id.example"}, f"ends with {WELL_KNOWN}"),
        ({"OPENID_DOMAINS": "*"}, "OPENID_DOMAINS: '*' is no domain such as office.org."),
        ({"OPENID_DOMAINS": "office.example,"}, "OPENID_DOMAINS: '' is no domain"),
        ({"OPENID_DOMAINS": "@office.example"}, "OPENID_DOMAINS: '@office.example' is no domain"),
    ],
)
def test_what_is_wrong_is_said(
    root: Path, tmp_path: Path, wrong: dict[str, str], sentence: str
) -> None:
    assert sentence in check(root, tmp_path, **WHOLE | wrong)


def test_single_sign_on_that_is_asked_for_is_never_left_out(root: Path, tmp_path: Path) -> None:
    _said, faults = without_packages(root, tmp_path, **WHOLE)

    assert "OPENID_DISCOVERY needs the packages of requirements/signin.txt" in faults


def test_here_its_packages_are_installed() -> None:
    assert IS_INSTALLED


@pytest.mark.parametrize(
    ("address", "is_so"),
    [
        ("https://id.example/x", True), ("http://localhost:9/x", True),
        ("http://127.0.0.1/x", True), ("http://[::1]:9/x", True),
        ("http://id.example/x", False), ("http://localhost.evil.example/", False),
        ("file:///etc/passwd", False), ("https:///x", False), ("javascript:x", False),
        ("https://[x", False), ("", False), (None, False),
    ],
)  # fmt: skip
def test_an_address_is_safe_by_https_or_on_this_machine(address: object, is_so: bool) -> None:
    assert is_safe(address) is is_so


def test_a_description_is_that_of_the_provider_which_was_named() -> None:
    assert described()
    assert described(issuer="https://id.example/")
    assert not described(issuer="https://id.example.evil.example")
    assert not described(issuer=None)
    assert not described(token_endpoint="http://id.example/x")
