"""The report's two pictures as SVG text: distances, and errors against each other (DET).

One rule: matplotlib's state stays untouched. Whatever is not a curve takes the page's own text colour, so
that a dark page can be read as well as a light one.
"""

import io
import re
from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter
from numpy.typing import NDArray

from door_access.domain.matching.calibration import LARGEST_DISTANCE
from door_access.evaluation.comparer import BINS
from door_access.evaluation.comparisons import Comparisons
from door_access.evaluation.evaluation import ConfigurationFigures
from door_access.evaluation.report import words

INK = "#010203"
"""Stands for the page's text colour until the SVG is written."""
RIGHT, STRANGER = "#2e86de", "#e07b00"
"""Blue and orange: told apart by everybody, legible on black and on white."""
DASHES = ("solid", "dashed", "dashdot")
WIDTH_IN, HEIGHT_IN = 7.2, 3.9
FARTHEST_SHOWN = 1.6
ALMOST_ALL, MARGIN = 0.9999, 0.15
BINS_SHOWN_AS_ONE = 4
BIN = BINS_SHOWN_AS_ONE * LARGEST_DISTANCE / BINS
RATES = np.logspace(-6, -2, 81)
FEWEST_SHOWN = 1e-4
STYLE = {"svg.fonttype": "none", "svg.hashsalt": "door-access", "font.size": 10.0}


def distance_plot(figures: ConfigurationFigures) -> str:
    """Return how far right people and strangers lie apart, with the model's threshold for FMR 1e-4."""
    found = figures.comparisons
    with mpl.rc_context(STYLE):
        figure, axes = _axes("distance (smaller: more alike)", "share of comparisons")
        edges = np.arange(0.0, FARTHEST_SHOWN + BIN / 2, BIN)
        for shares, colour, label in (
            (_genuine_shares(found, edges), RIGHT, "right people"),
            (_impostor_shares(found, len(edges) - 1), STRANGER, "strangers"),
        ):
            axes.stairs(shares, edges, color=colour, fill=True, alpha=0.6, label=label)
        if figures.at_own_threshold:
            axes.axvline(
                figures.at_own_threshold.threshold,
                color=INK,
                linestyle="dashed",
                label="the model's threshold",
            )
        axes.set_xlim(0, _farthest(found))
        axes.yaxis.set_major_formatter(PercentFormatter(xmax=1, symbol=" %"))
        return _svg(figure, axes, "distances")


def det_plot(configurations: Sequence[ConfigurationFigures]) -> str:
    """Return the share of right people missed against the share of strangers matched, both logarithmic."""
    with mpl.rc_context(STYLE):
        figure, axes = _axes("strangers matched (FMR)", "right people missed (FNMR)")
        axes.set_xscale("log")
        axes.set_yscale("log")
        for figures, dash in zip(configurations, DASHES, strict=False):
            rates, missed = det(figures.comparisons)
            label = words.configuration(figures.configuration)
            axes.plot(rates, missed, color=RIGHT, linestyle=dash, linewidth=2, label=label)
        axes.set_xlim(RATES[0], RATES[-1])
        axes.set_ylim(FEWEST_SHOWN, 1)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda rate, _: f"1 in {1 / rate:,.0f}"))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda rate, _: f"{rate * 100:g} %"))
        return _svg(figure, axes, "det")


def det(found: Comparisons) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return FMR and FNMR wherever the strangers suffice for the rate; nothing without genuine trials."""
    rates = np.array([rate for rate in RATES if found.impostors.allowed(rate) >= 1])
    if not len(found.genuine) or not len(rates):
        return np.zeros(0), np.zeros(0)
    thresholds = found.impostors.distance[[found.impostors.allowed(rate) - 1 for rate in rates]]
    missed = 1.0 - np.searchsorted(found.genuine.distance, thresholds, "right") / len(found.genuine)
    return rates, missed


def _farthest(found: Comparisons) -> float:
    """Return where the strangers' hill ends, with a margin."""
    cumulated = np.cumsum(found.histogram) / found.histogram.sum()
    end = int(np.searchsorted(cumulated, ALMOST_ALL)) * LARGEST_DISTANCE / BINS
    return min(FARTHEST_SHOWN, end + MARGIN)


def _genuine_shares(found: Comparisons, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    counts, _ = np.histogram(found.genuine.distance, edges)
    return counts / max(1, len(found.genuine))


def _impostor_shares(found: Comparisons, bins: int) -> NDArray[np.float64]:
    counts = found.histogram[: bins * BINS_SHOWN_AS_ONE].reshape(bins, BINS_SHOWN_AS_ONE).sum(axis=1)
    shares: NDArray[np.float64] = counts / found.histogram.sum()
    return shares


def _axes(across: str, up: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), layout="constrained")
    FigureCanvasSVG(figure)
    figure.patch.set_alpha(0)
    axes = figure.subplots()
    axes.patch.set_alpha(0)
    axes.set_xlabel(across, color=INK)
    axes.set_ylabel(up, color=INK)
    axes.tick_params(which="both", colors=INK)
    axes.grid(color=INK, alpha=0.15, linewidth=0.8)
    for name, spine in axes.spines.items():
        spine.set_color(INK)
        spine.set_visible(name in ("left", "bottom"))
    return figure, axes


def _svg(figure: Figure, axes: Axes, name: str) -> str:
    """Return the drawing alone, its ids told apart from other drawings' on the page."""
    if axes.get_legend_handles_labels()[1]:
        axes.legend(frameon=False, labelcolor=INK)
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    drawing = text.getvalue()[text.getvalue().index("<svg") :]
    drawing = re.sub(r'(id="|xlink:href="#|url\(#)', rf"\g<1>{name}-", drawing)
    return drawing.replace(INK, "currentColor")
