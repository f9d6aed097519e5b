"""How fast is an embedding: LiteRT beside dlib and beside the floor, same chips, same run, one thread each.

``python -m benchmarks.speed --only encoder``
"""

import itertools
import threading
import time
from collections.abc import Callable

import dlib
import numpy as np

from benchmarks import machine
from benchmarks.report import Row, at_least, at_most
from benchmarks.speed.matrix_rate import WIDEST_KERNELS, one_core_gflop_per_s
from benchmarks.timing import MS_PER_S, Timing, alternating
from door_access.domain.faces.faces import Rgb
from door_access.domain.models.golden import golden_chip
from door_access.facenet.dlib_weights import resnet_file
from door_access.facenet.installation.model_cache import cache_dir, ensure_model
from door_access.facenet.installation.shipped import shipped_models
from door_access.vision.encoder import LiteRtEncoder

ROUNDS = 5
LITERT_TIMES, DLIB_TIMES = 40, 8
"""Calls per round; dlib's take longer."""
RESNET29_GFLOP = 0.56
"""Multiplications and additions of one forward pass, both counted."""
WANTED_RATIO, WANTED_OVER_FLOOR = 10.0, 2.0
WANTED_OF_OURS = 1.05
"""``door-128`` is to take no longer than ``resnet29``; a twentieth is noise."""
CHIPS = 4
NAP_S = 0.005
"""How long the thread sleeps that wants to be woken in time."""
NAPPING_S = 2.0


def measure() -> list[Row]:
    """Return the rows of the encoder; takes about 15 seconds."""
    encoder, ours = _encoder("resnet29"), _encoder("door-128")
    theirs = dlib.face_recognition_model_v1(str(resnet_file()))
    embeds = encoder.raw, encoder.encode, theirs.compute_face_descriptor, ours.encode
    raw, mirrored, other, own = (_going_round(embed, _chips()) for embed in embeds)
    times = [LITERT_TIMES, LITERT_TIMES, DLIB_TIMES, LITERT_TIMES]
    *timings, our_timing = alternating([raw, mirrored, other, own], rounds=ROUNDS, times=times)
    return [
        *_speed_rows(*timings),
        _own_row(our_timing, timings[1]),
        *_floor_rows(timings[0]),
        _waking_row(mirrored, other),
    ]


def _own_row(own: Timing, mirrored: Timing) -> Row:
    return Row(
        "door-128 against resnet29, both with mirror image",
        own.median_ms / mirrored.median_ms,
        "×",
        f"resnet29: {mirrored.median_ms:.2f} ms ({mirrored})",
        f"{own.median_ms:.2f} ms; {own}",
        at_most(WANTED_OF_OURS),
    )


def _encoder(model_id: str) -> LiteRtEncoder:
    model = shipped_models()[model_id]
    return LiteRtEncoder(ensure_model(model, cache_dir=cache_dir(), progress=print), model)


def _chips() -> list[Rgb]:
    """Return chips of the golden pattern, rolled: the time does not depend on what is to be seen."""
    chip = golden_chip(150)
    return [np.ascontiguousarray(np.roll(chip, 10 * index, axis=1)) for index in range(CHIPS)]


def _going_round(embed: Callable[[Rgb], object], chips: list[Rgb]) -> Callable[[], object]:
    """Return a call that embeds the next chip, round and round."""
    turn = itertools.cycle(chips)
    return lambda: embed(next(turn))


def _speed_rows(raw: Timing, mirrored: Timing, other: Timing) -> list[Row]:
    dlib_ms = f"dlib.face_recognition_model_v1: {other.median_ms:.1f} ms ({other})"
    return [
        Row(
            "one embedding, faster than dlib, one pass each",
            other.median_ms / raw.median_ms,
            "×",
            dlib_ms,
            f"{raw.median_ms:.2f} ms; {raw}",
            at_least(WANTED_RATIO),
        ),
        Row(
            "… with its mirror image, two passes against one",
            other.median_ms / mirrored.median_ms,
            "×",
            dlib_ms,
            f"{mirrored.median_ms:.2f} ms; {mirrored}; what the door uses",
            at_least(WANTED_RATIO),
        ),
    ]


def _floor_rows(raw: Timing) -> list[Row]:
    rows = [_floor_row("one pass over the floor", raw, one_core_gflop_per_s(), WANTED_OVER_FLOOR)]
    if machine.has_widest_vectors():
        rate = one_core_gflop_per_s(WIDEST_KERNELS)
        rows.append(_floor_row("… with AVX-512 forced on NumPy's library", raw, rate, WANTED_OVER_FLOOR))
    return rows


def _floor_row(name: str, raw: Timing, rate: float, limit: float) -> Row:
    floor_ms = RESNET29_GFLOP / rate * MS_PER_S
    against = f"floor {floor_ms:.2f} ms = {RESNET29_GFLOP} GFLOP at NumPy's {rate:.0f} GFLOP/s on one core"
    return Row(name, raw.median_ms / floor_ms, "×", against, f"{raw.median_ms:.2f} ms", at_most(limit))


def _waking_row(ours: Callable[[], object], other: Callable[[], object]) -> Row:
    late, other_late = _lateness(ours), _lateness(other)
    against = f"while dlib encodes: {other_late.median_ms:.2f} ms ({other_late})"
    return Row(
        "a sleeping thread wakes late by", late.median_ms, "ms", against, f"{late}, while LiteRT encodes"
    )


def _lateness(busy: Callable[[], object]) -> Timing:
    """Return how late another thread is woken while this one is busy: it shows who holds the GIL."""
    done = threading.Event()
    late_ms: list[float] = []
    sleeper = threading.Thread(target=_nap, args=(done, late_ms))
    sleeper.start()
    end = time.perf_counter() + NAPPING_S
    while time.perf_counter() < end:
        busy()
    done.set()
    sleeper.join()
    return Timing(tuple(late_ms))


def _nap(done: threading.Event, late_ms: list[float]) -> None:
    while not done.is_set():
        begin = time.perf_counter()
        time.sleep(NAP_S)
        late_ms.append((time.perf_counter() - begin - NAP_S) * MS_PER_S)
