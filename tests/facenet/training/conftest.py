"""Whatever a training switched on in TensorFlow is switched off again for the tests after it."""

from tests.facenet.training.determinism import switched_off_afterwards

_switched_off_afterwards = switched_off_afterwards
