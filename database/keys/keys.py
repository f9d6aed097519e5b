"""What is done with keys: sealing with AES-256-GCM, and indexes by HMAC-SHA-256, a derived key for each use.

What is sealed says by which generation of keys, so that old and new lie side by side while keys are changed.
Before keys could be changed nothing said so: such texts are of generation 0.
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from database.keys.key_file import KEY_BYTES

TEMPLATES = b"door-access templates 2"
PEOPLE = b"door-access people 1"
NAMES = b"door-access name index 1"
EXTERNAL_IDS = b"door-access external id index 1"
CHIPS = b"door-access enrolment pictures 1"
CARD_NUMBERS = b"door-access card numbers 1"
CARDS = b"door-access card index 1"
PASS_TOKENS = b"door-access pass tokens 1"
PASSES = b"door-access pass index 1"
PIN_HASHES = b"door-access pin hashes 1"
DURESS_HASHES = b"door-access duress pin hashes 1"
PINS = b"door-access pins 1"
OPERATORS = b"door-access operators 1"
OPERATOR_SECRETS = b"door-access operator secrets 1"
FACTS = b"door-access facts 1"
LOG_KEYS = b"door-access log keys 1"
LOG_TAGS = b"door-access log tags 1"
LOG_HEAD = b"door-access log head 1"
ERASED = b"door-access erased people 1"
LOG_FORGOTTEN = b"door-access log forgotten 1"
LOG_CHECKPOINT = b"door-access log checkpoint 1"
PICTURES = b"door-access event pictures 1"
CACHE = b"door-access cache 1"
_CHECK = b"door-access key check 1"
"""What a key is for. Never changed: what was sealed or indexed with it could not be found again."""

_FORMAT = b"\x01"
PREFIX_BYTES = 3
"""Format and generation, before the nonce."""
_NONCE_BYTES = 12
"""The size GCM is made for (NIST SP 800-38D); random ones are safe for 2^32 texts under one key."""


class Keys:
    """The keys that one state of the database is read and written with; any thread may use them."""

    def __init__(self, generation: int, keys: Mapping[int, bytes]) -> None:
        """``generation``: of the key that seals; ``keys``: all that open, by generation."""
        if any(len(key) != KEY_BYTES for key in keys.values()):
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        self.generation = generation
        self._keys = dict(keys)
        self._derived = cache(self._derive)
        self._aead = cache(self._make_aead)
        self._newest_first = (generation, *sorted(set(keys) - {generation}, reverse=True))

    @property
    def check(self) -> str:
        """Return what tells this key from another without telling the key."""
        return self.mac(_CHECK, b"")

    @property
    def prefix(self) -> bytes:
        """Return how everything begins that is sealed with the newest key."""
        return _FORMAT + self.generation.to_bytes(PREFIX_BYTES - 1, "big")

    @property
    def generations(self) -> tuple[int, ...]:
        """Return all generations, the one that seals first."""
        return self._newest_first

    def seal(self, purpose: bytes, text: bytes, *, bound: str) -> bytes:
        """Return the text sealed with the newest key, so that it opens where it is bound to alone."""
        return sealed_with(self._aead(self.generation, purpose), text, prefix=self.prefix, bound=bound)

    def open(self, purpose: bytes, sealed: bytes, *, bound: str) -> bytes:
        """Return the text; raises ValueError when it was changed, moved, or sealed with another key."""
        try:
            generation = generation_of(sealed)
            if generation in self._keys:
                return opened_with(self._aead(generation, purpose), sealed[PREFIX_BYTES:], bound=bound)
        except ValueError:
            pass  # a text of old may begin like one of today
        if 0 not in self._keys:
            raise ValueError("it was sealed with another key")
        return opened_with(self._old_aead(purpose), sealed, bound=bound)

    def is_newest(self, sealed: bytes) -> bool:
        """Say whether the text was sealed with the newest key."""
        return sealed[:PREFIX_BYTES] == self.prefix

    def mac(self, purpose: bytes, text: bytes, *, generation: int | None = None) -> str:
        """Return an index of the text, which tells it to nobody without the key, in hexadecimal."""
        generation = self.generation if generation is None else generation
        return keyed(self._derived(generation, purpose), text)

    def macs(self, purpose: bytes, text: bytes) -> tuple[str, ...]:
        """Return the index by every generation of keys that is in use, the newest first."""
        return tuple(self.mac(purpose, text, generation=one) for one in self._newest_first)

    def derived(self, purpose: bytes, generation: int) -> bytes:
        """Return one derived key, to be kept when its generation goes."""
        return self._derived(generation, purpose)

    def _derive(self, generation: int, purpose: bytes) -> bytes:
        return derived_key(self._keys[generation], purpose)

    def _make_aead(self, generation: int, purpose: bytes) -> AESGCM:
        return AESGCM(self._derived(generation, purpose))

    def _old_aead(self, purpose: bytes) -> AESGCM:
        """Return what sealed before keys could be changed: templates were sealed with the key itself."""
        return AESGCM(self._keys[0]) if purpose == TEMPLATES else self._aead(0, purpose)


def template_bound(kind: str, person_id: str, model_key: str) -> str:
    """Return what a sealed vector is bound to: moved to another row it cannot be opened."""
    return "\0".join((kind, person_id, model_key))


def derived_key(key: bytes, purpose: bytes) -> bytes:
    """Return a key for one purpose from the key of the data directory (HKDF-SHA-256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)


def keyed(key: bytes, text: bytes) -> str:
    """Return HMAC-SHA-256 in hexadecimal."""
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def sealed_with(aead: AESGCM, text: bytes, *, prefix: bytes = b"", bound: str = "") -> bytes:
    """Return prefix, nonce, ciphertext and tag."""
    nonce = os.urandom(_NONCE_BYTES)
    return prefix + nonce + aead.encrypt(nonce, text, bound.encode())


def opened_with(aead: AESGCM, sealed: bytes, *, bound: str = "") -> bytes:
    """Return the text of nonce, ciphertext and tag; raises ValueError when they do not fit."""
    try:
        return aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound.encode())
    except (InvalidTag, ValueError, TypeError) as error:
        raise ValueError("it was changed, or sealed with another key") from error


def generation_of(sealed: bytes) -> int | None:
    """Return by which generation of keys this seems to be sealed; None for a text of old, or no bytes."""
    if not isinstance(sealed, bytes) or sealed[:1] != _FORMAT or len(sealed) < PREFIX_BYTES:
        return None
    return int.from_bytes(sealed[1:PREFIX_BYTES], "big")
