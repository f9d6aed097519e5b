"""Files with a secret in them, as settings name them."""

from pathlib import Path


def secret_file(folder: Path, secret: str, *, mode: int = 0o600) -> str:
    """Return the path of a file that holds the secret in one line."""
    file = folder / "secret"
    file.write_text(f"{secret}\n", encoding="utf-8")
    file.chmod(mode)
    return str(file)
