"""What looks like a secret, and what only sounds like one."""

from __future__ import annotations

import time
from typing import Any

import pytest

from migrate.secrets import is_secret, is_telling, masked, masked_value

SECRET: list[tuple[tuple[object, ...], Any]] = [
    (("password",), "hunter2"),
    (("password",), "letmein"),
    (("password",), 12345678),
    (("db", "passwd"), "x"),
    (("db_password_prod",), "x1"),
    (("password2",), "x1"),
    (("apiKey",), "abc"),
    (("API-KEY",), "abc"),
    (("token",), "abc"),
    (("github_token",), "abc"),
    (("aws_secret_access_key",), "abc"),
    (("aws_access_key_id",), "abc"),
    (("client_secret",), "abc"),
    (("headers", "Authorization"), "Basic bWU6cHc="),
    (("connection_string",), "abc"),
    (("auth",), "me:pw"),
    (("load_args", "auth", 1), "pw"),
    (("credentials", 0), "me"),
    (("credentials", "con"), "postgresql://me:pw@host/db"),
    (("credentials", "whatever"), "abc"),
    (("fs_args", "key"), "abc"),
    (("storage_options", "key"), "abc"),
    (("key",), "a1b2c3d4e5f6g7h8i9"),
    (("license_key",), "abc"),
]
NONE: list[tuple[tuple[object, ...], Any]] = [
    (("primary_key",), "customer_id"),
    (("sort_key",), "created_at"),
    (("key",), "customer_id"),
    (("key",), "customer_id_2023"),
    (("key_columns",), "password"),
    (("token_column",), "tokens"),
    (("keys",), "a"),
    (("tokens",), 100),
    (("max_tokens",), "100"),
    (("token",), 5),
    (("tokenizer",), "bert-base-uncased"),
    (("author",), "me"),
    (("secret_santa",), True),
    (("password_length",), 12),
    (("password_file",), "x"),
    (("pad_token",), "<pad>"),
    (("pad_token",), "[PAD]"),
    (("mask_token",), "mask"),
    (("auth",), "basic"),
    (("auth",), "none"),
    (("credentials",), "shop_db"),
    (("credentials", "con"), "sqlite:///data/shop.db"),
    (("credentials", "region_name"), "eu-west-1"),
    (("credentials", "anon"), True),
    (("auth", "table"), "users"),
    (("password",), None),
    (("password",), ""),
    (("password",), "  "),
    (("password",), True),
    (("password",), "null"),
    (("password",), "<your password>"),
    (("password",), "{password}"),
    (("password",), "${oc.env:PASSWORD}"),
    (("password",), "$PASSWORD"),
    (("password",), "***"),
    (("password",), "$(PASSWORD)"),
    (("password",), "${{ secrets.PASSWORD }}"),
    (("password",), "params:password"),
    (("api_key",), "your-api-key"),
    (("id-token",), "write"),
    (("private_key",), "conf/local/id.pem"),
    (("monkey",), "a"),
    (("bypass",), "a"),
    (("compass",), "north"),
    ((), "hunter2"),
]


@pytest.mark.parametrize(("path", "value"), SECRET, ids=str)
def test_a_secret_by_its_key(path: tuple[object, ...], value: Any) -> None:
    assert is_secret(path, value)


@pytest.mark.parametrize(("path", "value"), NONE, ids=str)
def test_what_only_sounds_like_one(path: tuple[object, ...], value: Any) -> None:
    assert not is_secret(path, value)


def test_a_key_beside_a_secret_is_one() -> None:
    assert is_secret(("store", "key"), "me", ["key", "secret"])
    assert not is_secret(("store", "key"), "me", ["key", "table"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgresql://me:pw@host/db", "postgresql://me:***@host/db"),
        ("Driver=x;Pwd=abc;Uid=me", "Driver=x;Pwd=***;Uid=me"),
        ("Server=h;Password=a.b;", "Server=h;Password=***;"),
        ("https://h/x?token=abc&page=1", "https://h/x?token=***&page=1"),
        ("https://h/x?sv=1&sig=abcdef12%3D", "https://h/x?sv=1&sig=***"),
        ("url: x;password=hunter2", "url: x;password=***"),
        ("# password: hunter2", "# password: ***"),
        ('# token: "word"', '# token: "***"'),
        ("where password = 'abc'", "where password = '***'"),
        ("create user me identified by 'a b'", "create user me identified by '***'"),
        ("Authorization: Bearer abc12345", "Authorization: Bearer ***"),
        ("use AKIAIOSFODNN7EXAMPLE here", "use *** here"),
        ("Basic bWU6cGFzc3dvcmQ=", "Basic ***"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nx",
            "***\n\n\nx",
        ),
        ("amqp://me:ab${oc.env:X}@host", "amqp://me:***${oc.env:X}@host"),
    ],
)
def test_a_secret_in_a_text(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "password: see the vault",
        "the token is: abc",
        "basic understanding of bearer tokens",
        "on a.token = b.token",
        "password=get_password()",
        "select count(token) from t where token is null",
        "postgresql://me@host/db",
        "postgresql://me:${oc.env:PASSWORD}@host/db",
        "key: abc",
        "http://localhost:8080/x@y",
        "2024-01-01T10:20:30",
        "token_count=5",
    ],
)
def test_a_text_without_secrets_stays(text: str) -> None:
    assert masked(text) == text


def test_what_is_known_is_hidden_wherever_it_stands() -> None:
    assert masked("say hunter2, hunter2!", ["hunter2"]) == "say ***, ***!"
    assert is_telling("hunter2")
    assert not any(map(is_telling, ["postgres", "admin", "12345678", "a1", "two words 2"]))


def test_plain_data_for_people() -> None:
    given = {"a": {"password": "x", "n": 1}, "b": ["amqp://u:pw@h"], "primary_key": "id"}
    shown = {"a": {"password": "***", "n": 1}, "b": ["amqp://u:***@h"], "primary_key": "id"}
    assert masked_value(given) == shown


@pytest.mark.parametrize(
    "text",
    ["a=", "x://", "a:b@", "eyJ", "${", "-----BEGIN ", "bearer ", "key = \n", "0123456789:", "'"],
)
def test_hostile_texts_take_no_time(text: str) -> None:
    begin = time.process_time()
    masked(text * (100_000 // len(text)))
    assert time.process_time() - begin < 10
