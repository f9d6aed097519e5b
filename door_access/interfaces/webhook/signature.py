"""How a message is signed, by Standard Webhooks 1 (standardwebhooks.com), for which receivers have libraries.

HMAC-SHA-256 over id, time of the attempt and body, each after a dot, in Base64. Whoever has no secret can
neither make nor change a message, and one that was caught on its way is too old to be sent again.
"""

import base64
import binascii
import hashlib
import hmac

from door_access.errors import BadSetting

PREFIX = "whsec_"
"""What a secret of this standard begins with; it may be left out."""
SHORTEST_BYTES = 24
"""The standard's own limit."""


def secret_of(line: str) -> bytes:
    """Return the secret that is written in the line.

    Raises:
        BadSetting: it is no Base64, or too short; the sentence does not repeat it.
    """
    try:
        secret = base64.b64decode(line.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) < SHORTEST_BYTES:
        raise BadSetting(
            f"config.toml, webhook.secret_file: it must hold at least {SHORTEST_BYTES} random bytes in"
            " Base64; openssl rand -base64 32 makes such a secret."
        )
    return secret


def signed_headers(secret: bytes, *, message_id: str, at_s: int, body: bytes) -> dict[str, str]:
    """Return the headers that say who has sent the body, and when (seconds since 1970)."""
    signed = b".".join((message_id.encode(), str(at_s).encode(), body))
    digest = hmac.new(secret, signed, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at_s),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
