"""What must be known of a model before anybody's door depends on it."""

from dataclasses import dataclass

from door_access.domain.calibration import ImpostorCurves


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One encoder model (DESIGN §4).

    Attributes:
        chip_side_px, chip_padding: the square chip the network wants, and the margin around the face.
        dimension: length of its vectors.
        weights_sha256: of the file the weights are read from.
        golden: first components of the golden input's raw vector; the self-test compares them.
        curves: impostor curves by configuration.
        accuracy_rank: lower is better; ``encoder = "auto"`` takes the lowest that is installed.
    """

    id: str
    network: str
    chip_side_px: int
    chip_padding: float
    dimension: int
    weights_licence: str
    training_data_terms: str
    source: str
    weights_sha256: str
    golden: tuple[float, ...]
    curves: ImpostorCurves
    accuracy_rank: int

    @property
    def model(self) -> str:
        """Return ``id@hash8``, which stored templates carry."""
        return f"{self.id}@{self.weights_sha256[:8]}"
