"""What a conversion leaves in its folder, and how it says that it failed. One rule: no TensorFlow in here."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

EXIT_FAULT = 3
"""The last line of standard error is then one sentence for a person."""
MODEL_FILE, WEIGHTS_FILE, FINDINGS_FILE = "model.tflite", "weights.npz", "findings.json"


@dataclass(frozen=True, slots=True)
class Findings:
    """What a conversion tells of the weights.

    Attributes:
        weights_sha256: as a model says it.
        golden: first components of the golden chip's raw vector, as Keras computes it.
    """

    weights_sha256: str
    golden: tuple[float, ...]


def write_findings(folder: Path, findings: Findings) -> None:
    """Leave them in the folder; raises OSError."""
    (folder / FINDINGS_FILE).write_text(json.dumps(asdict(findings)))


def take_findings(folder: Path) -> Findings:
    """Return them and remove their file; raises OSError."""
    path = folder / FINDINGS_FILE
    found = json.loads(path.read_text())
    path.unlink()
    return Findings(found["weights_sha256"], tuple(found["golden"]))
