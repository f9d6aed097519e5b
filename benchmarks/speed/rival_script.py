"""The plain prototype: face_recognition on the frames of a file. Runs in an environment of its own.

Reads one command per line (``known FILE``, ``frames FILE``, ``run FROM TO UPSAMPLE``) and answers each with
one line of JSON. Knows nothing of the product.
"""

import json
import sys
import time
from typing import Any

import face_recognition  # type: ignore[import-not-found]
import numpy as np


class Prototype:
    """What a tutorial would write: find, encode, compare."""

    def __init__(self) -> None:
        self._known: Any = []
        self._frames: Any = []

    def answer(self, command: str, *arguments: str) -> dict[str, Any]:
        """Obey one command."""
        if command == "known":
            self._known = list(np.load(arguments[0]))
        elif command == "frames":
            self._frames = np.load(arguments[0])
        else:
            return self._run(*(int(argument) for argument in arguments))
        return {}

    def _run(self, begin: int, end: int, upsample: int) -> dict[str, Any]:
        wall_s, processor_s, faces = [], [], 0
        for number in range(begin, end):
            wall, processor = time.perf_counter(), time.process_time()
            faces += self._recognise(self._frames[number % len(self._frames)], upsample)
            wall_s.append(time.perf_counter() - wall)
            processor_s.append(time.process_time() - processor)
        return {"wall_s": wall_s, "processor_s": processor_s, "faces": faces}

    def _recognise(self, rgb: Any, upsample: int) -> int:
        places = face_recognition.face_locations(rgb, number_of_times_to_upsample=upsample)
        encodings = face_recognition.face_encodings(rgb, places)
        for encoding in encodings:
            face_recognition.compare_faces(self._known, encoding)
        return len(encodings)


def main() -> None:
    """Answer until nothing more is asked."""
    prototype = Prototype()
    for line in sys.stdin:
        print(json.dumps(prototype.answer(*line.split())), flush=True)


if __name__ == "__main__":
    main()
