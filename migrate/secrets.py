"""What looks like a secret: by its key, by its shape, or by being one that is known already.

A key alone decides nothing: `primary_key: id`, `max_tokens: 100`, `pad_token: <pad>` and
`auth: basic` are no secrets. All that is asked of a value is text (or, where a password stands,
a number); what is empty, a placeholder or an interpolation is none.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any

HIDDEN = "***"
ANY_SECRET = "any-secret-0"
# What stands for a secret in configuration that was read: an interpolation with its variable's name
# and, where it is no text, its type.
RESOLVER = "migrate.secret"
MARK = re.compile(rf"\$\{{{re.escape(RESOLVER)}:\s*(\w+)(?:,\s*(\w+))?\}}")

# --- keys ---------------------------------------------------------------------------------------


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What a key ends with whose value is a secret, whatever it is; numbers only under the first ones.
_PASSWORDS = _words("password passwords passwd pwd passphrase pass passcode secret")
_STRONG = _PASSWORDS | _words("""
    secrets credential bearer authorization token apikey accesskey secretkey privatekey accountkey
    authtoken accesstoken connectionstring connstr pw
    """)
_STRONG_PAIRS = frozenset(
    {"connection string", "connection str", "conn str", "api keys", "access keys", "api tokens"}
    | {"access tokens", "auth tokens"}
    | {
        f"{word} key"
        for word in _words("""
        api access account secret private encryption signing master subscription shared app client
        consumer auth ssh storage fernet license service deploy
    """)
    }
)
# Words before `token` that make it one of a text, or a mark in a list.
_OF_TEXT = _words("""
    pad padding mask unk unknown eos bos sep cls start end stop special next page word sub text oov
    image prefix suffix split separator begin first last blank
    """)
# What may follow the word that decides: `password_prod`, `api_key_2`.
_QUALIFIERS = _words("prod production dev test staging local old new value plain str")
# What is a secret where a system is reached, and a name elsewhere.
_WEAK = frozenset({"key", "auth", "credentials", "tokens"})
# What is below such a key is about reaching a system.
_REACHING = frozenset({"fs args", "storage options", "client kwargs", "auth"})
# What stands beside secrets there, and is none.
_BESIDE = _words("""
    user username account accountname host hostname port database db dbname schema region
    regionname endpoint endpointurl url baseurl protocol project type method scheme name driver
    drivername server anon profile bucket container mode encoding timeout email mailhost
    """)
_SCHEMES = _words("basic bearer digest none oauth oauth2 ntlm kerberos iam anonymous")
_FILE = re.compile(
    r"(?=.*[/\\]|[\w-]+\.)[\w./\\~ -]+\.(json|ya?ml|pem|key|txt|toml|ini|p12|cr?t|cer)"
)
# What stands for a value that is elsewhere, or is none.
_PLACEHOLDER = re.compile(
    r"<[^<>]*>|\[[^\[\]]*\]|\{[^{}]*\}|\{\{.*\}\}|\$\w+|\$\(\w+\)|%\w+%|params:.*"
    r"|(?:add[-_ ])?your[-_ ].*|read|write|[*.?-]+|x{3,}|none|null|true|false|~",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"(?=.*[A-Za-z])(?=.*\d|.*[a-z].*[A-Z].{8}|.{16})[\w.~+/=@!#%^&*$:-]{6,}", re.ASCII
)
_OPEN_URL = re.compile(r"[\w+.-]+://[^@?]*")
_RANDOM = re.compile(r"[\w+/=.-]{16,}")
_MIXED = re.compile(r"[A-Za-z0-9]{8,}")


def words_of(key: object) -> tuple[str, ...]:
    """The words of a key, without what qualifies the last one: `dbPassword_2` is db, password."""
    return _words_of(str(key))


@lru_cache(maxsize=10_000)
def _words_of(key: str) -> tuple[str, ...]:
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key)
    words = [word.lower() for word in re.split(r"[^A-Za-z0-9]+", apart) if word]
    while len(words) > 1 and (words[-1].isdigit() or words[-1] in _QUALIFIERS):
        words.pop()
    if words:
        words[-1] = words[-1].rstrip("0123456789") or words[-1]
    return tuple(words)


def is_secret(path: Sequence[object], value: Any, beside: Collection[object] = ()) -> bool:
    """Whether a value is a secret as a whole, by the keys that lead to it.

    Numbers on the way are those of a list. `beside` are the keys that stand beside the last one.
    """
    keys = [key for key in path if not isinstance(key, int)]
    words = words_of(keys[-1]) if keys else []
    if not words or not _may_be(words, value):
        return False
    text = str(value)
    if _is_strong(words):
        return True
    above = {" ".join(words_of(key)) for key in keys[:-1]}
    last = words[-1]
    if "credentials" in above and "".join(words) not in _BESIDE and not _OPEN_URL.fullmatch(text):
        return True
    if last == "auth":
        return text.lower() not in _SCHEMES
    if last == "credentials" and isinstance(path[-1], int):
        return True
    if words == ("key",) and (above & _REACHING or any(map(_is_strong, map(words_of, beside)))):
        return True
    return last in _WEAK and is_random(text)


def _is_strong(words: Sequence[str]) -> bool:
    last = words[-1] if words else ""
    if last == "token":
        return not (len(words) > 1 and words[-2] in _OF_TEXT)
    return (
        last in _STRONG
        or " ".join(words[-2:]) in _STRONG_PAIRS
        or " ".join(words[-3:]) == "access key id"
    )


def _may_be(words: Sequence[str], value: Any) -> bool:
    """Whether a value can be a secret at all."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return words[-1] in _PASSWORDS
    if not isinstance(value, str):
        return False
    text = _without_interpolations(value).strip().strip("\ue000")
    return bool(text) and not _PLACEHOLDER.fullmatch(text) and not _FILE.fullmatch(text)


def is_random(text: str) -> bool:
    """Whether a text is long, and no word or number of a person's."""
    runs = _MIXED.findall(text) if _RANDOM.fullmatch(text) else []
    return any(re.search(r"\d", run) and re.search(r"[A-Za-z]", run) for run in runs)


# --- shapes -------------------------------------------------------------------------------------

# The first group is the secret, or all of it where there is none.
_SHAPES = tuple(
    map(
        re.compile,
        (
            r"\w://[^/\s:@'\"]*:([^/\s@'\"]+)@",
            r"\b((?:AKIA|ASIA|AROA|ABIA|ACCA)[A-Z0-9]{16})\b",
            r"\bgh[pousr]_[A-Za-z0-9]{20,}",
            r"\bgithub_pat_\w{20,}",
            r"\bgl(?:pat|dt|rt|ptt|soat)-[\w-]{20,}",
            r"\bxox[abeoprs]-[\w-]{10,}",
            r"https://hooks\.slack\.com/(?:services|workflows)/([\w/-]+)",
            r"\b[srp]k_(?:live|test)_\w{16,}",
            r"\bAIza[\w-]{35}",
            r"\bya29\.[\w-]{20,}",
            r"\bGOCSPX-[\w-]{20,}",
            r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+",
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?:.|\n)*?-----END [A-Z ]*PRIVATE KEY-----|.*)",
            r"\bsk-(?:proj-|ant-|or-)?[\w-]{20,}",
            r"\bhf_[A-Za-z0-9]{30,}",
            r"\bnpm_[A-Za-z0-9]{36}",
            r"\bpypi-AgE\w{20,}",
            r"\bSG\.[\w-]{16,}\.[\w-]{16,}",
            r"\bdapi[0-9a-f]{32}",
            r"\bdop_v1_[0-9a-f]{64}",
            r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}",
            r"\bhvs\.[\w-]{20,}",
            r"\bAGE-SECRET-KEY-1[A-Z0-9]{50,}",
            r"\b\d{8,10}:[\w-]{35}\b",
            r"[?&]sig=([\w%+/=.-]{8,})",
            r"(?i)\bbearer\s+((?=[\w.~+/=-]*\d)[\w.~+/=-]{8,})",
            r"(?i)\b(?:identified\s+by|password|credentials)\s+(?:'([^'\n]+)'|\"([^\"\n]+)\")",
        ),
    )
)
_BASIC = re.compile(r"(?i)\bbasic\s+([A-Za-z0-9+/]{8,}={0,2})")
_PLAIN = r"[^\s\"',;&?(){}\[\]<>]"
_ASSIGNED = re.compile(
    r"(?<![\w.])(?P<key>[A-Za-z_][\w-]*)[\"']?\s*(?:=>|:=|==?|:)\s*"
    r"(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'"
    rf"|(?P<plain>{_PLAIN}{{500}}|{_PLAIN}{{1,499}}(?!{_PLAIN}|\()))"
)
_REST = re.compile(f"{_PLAIN}*")
# What any of the shapes has.
_HINT = re.compile(r"[\w-]{11}|://|[=:]|--BEGIN|(?i:bearer|identified|password|credentials)")
_INTERPOLATION = re.compile(r"\$\{\{[^{}]*\}\}|\$\{[^{}]*\}")
_NAME = re.compile(r"[a-z]+|[A-Za-z_]\w*(\.\w+)+|\d+(\.\d+)?")


def spans(text: str, known: Collection[str] = ()) -> list[tuple[int, int]]:
    """Where secrets stand in a text, in order and without overlaps. `known` are secrets, too."""
    if len(text) < 3:
        return []
    seen = _without_interpolations(text)
    found = [span for start, end in _found(seen, known) for span in _plain_parts(seen, start, end)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def masked(text: str, known: Collection[str] = ()) -> str:
    """A text for people, with `***` in place of secrets."""
    text = MARK.sub(HIDDEN, text)
    for start, end in reversed(spans(text, known)):
        lines = "\n" * text.count("\n", start, end)
        text = f"{text[:start]}{HIDDEN}{lines}{text[end:]}"
    return text


def masked_value(value: Any, known: Collection[str] = (), path: tuple[object, ...] = ()) -> Any:
    """Plain data for people: secrets by their key are hidden, too."""
    if isinstance(value, dict):
        return {key: masked_value(each, known, (*path, key)) for key, each in value.items()}
    if isinstance(value, list):
        return [masked_value(each, known, (*path, i)) for i, each in enumerate(value)]
    if is_secret(path, value):
        return HIDDEN
    return masked(value, known) if isinstance(value, str) else value


def is_telling(secret: str) -> bool:
    """Whether a secret is no word or number of a person's, so that it is one wherever it stands."""
    return len(secret) < 4_000 and bool(_TELLING.fullmatch(secret))


def _found(text: str, known: Collection[str]) -> Iterator[tuple[int, int]]:
    for shape in _SHAPES if _HINT.search(text) else ():
        for match in shape.finditer(text):
            yield match.span(match.lastindex or 0)
    for match in _BASIC.finditer(text):
        if _is_user_and_password(match[1]):
            yield match.span(1)
    yield from _assigned(text)
    for secret in known:
        position = text.find(secret)
        while position >= 0:
            yield position, position + len(secret)
            position = text.find(secret, position + len(secret))


def _assigned(text: str) -> Iterator[tuple[int, int]]:
    """What a text gives names that secrets have."""
    start = 0
    while match := _ASSIGNED.search(text, start):
        group = str(match.lastgroup)
        start = match.start(group)  # a value may be one in its turn: `url: x;password=y`
        value = match[group]
        is_part = group != "plain" or text[match.end() : match.end() + 1] in (";", "&")
        is_word = not is_part and (_NAME.fullmatch(value) or value == match["key"])
        is_word = is_word or value.lower() in _SCHEMES
        words = words_of(match["key"])
        if _is_strong(words) and not is_word and is_secret([match["key"]], value):
            rest = _REST.match(text, match.end(group)) if group == "plain" else None
            start = rest.end() if rest else match.end()
            yield match.start(group), rest.end() if rest else match.end(group)


def _is_user_and_password(text: str) -> bool:
    try:
        return b":" in base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False


def _without_interpolations(text: str) -> str:
    """The text with a private character in place of each of an interpolation's."""
    while "${" in text:
        text, count = _INTERPOLATION.subn(lambda found: "\ue000" * len(found[0]), text)
        if not count:
            break
    return text


def _plain_parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in re.finditer("[^\ue000]+", text[start:end]):
        yield start + match.start(), start + match.end()
