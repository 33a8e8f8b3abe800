"""How often answers are wrong when only the surer ones are given: `python -m bench.risk_coverage`.

Draws bench/results/risk_coverage.png (the share of wrong answers among those given against the share of questions
answered, as the threshold moves; and stated probability against the share right) and writes the numbers beside it:
risk_coverage.csv (each curve at a hundred coverages), risk_coverage.json (areas, errors, bins). Everything is
cross-fitted as in bench.calibrate; a question counts 1, its unanswerable forms together a half. After bench.calibrate
it takes seconds, alone some minutes.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench import calibrate_statements
from bench.asking import Asked, ask_all
from bench.calibrate import SHARES, Judged, cross_fit, errors
from bench.curves import Curve, area, calibration_error, coverage_at, reliability, risk_coverage
from bench.development_set import PAIRS
from qa import confidence

mpl.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

RESULTS = Path(__file__).resolve().parent / "results"
LABELS = {
    "fr-fr": "French on French",
    "en-fr": "English on French",
    "fr-asked": "the same asked in French",
    "en-en": "English on English",
    "all": "all questions of fact",
    "statements": "who said what",
}
POINTS = 100
SHOWN = 0.03  # of the questions: under so few answers a curve is noise


def part(judged: Judged, chosen: NDArray[np.bool_]) -> Judged:
    return Judged(judged.p[chosen], judged.right[chosen], judged.answerable[chosen], judged.weight[chosen])


def sets(asked: list[Asked], judged: Judged, statements: Judged) -> dict[str, tuple[Judged, Judged]]:
    """(answerable questions alone, with the unanswerable) of each language pair, of all, and about statements."""
    found = {}
    for pair in (*PAIRS, "all"):
        chosen = np.array([pair in (one.pair, "all") for one in asked])
        found[pair] = (part(judged, chosen & judged.answerable), part(judged, chosen))
    found["statements"] = (part(statements, statements.answerable), statements)
    return found


def curve_of(judged: Judged) -> Curve:
    return risk_coverage(judged.p, judged.right, judged.weight)


def summary(judged: Judged) -> dict[str, Any]:
    curve, bins = curve_of(judged), reliability(judged.p, judged.right, judged.weight)
    return {
        "questions": len(judged.p),
        "aurc": round(area(curve), 4),
        "risk with all answered": round(float(curve.risk[-1]), 4),
        "coverage at risk 0.1": round(coverage_at(curve, 0.1), 4),
        "coverage at risk 0.2": round(coverage_at(curve, 0.2), 4),
        "ece": round(calibration_error(bins), 4),
        "bins": [{name: round(value, 4) for name, value in one._asdict().items()} for one in bins],
    }


def draw(found: dict[str, tuple[Judged, Judged]], threshold: float, path: Path) -> None:
    figure, axes = plt.subplots(1, 3, figsize=(16, 5.2), layout="constrained")
    titles = ("Questions that the articles answer", "With questions that they do not answer")
    for side, (axis, title) in enumerate(zip(axes, titles, strict=False)):
        for number, (name, pair) in enumerate(found.items()):
            curve = curve_of(pair[side])
            style = {"color": f"C{number}", "linewidth": 2.5 if name == "all" else 1.4}
            shown = curve.coverage >= SHOWN
            axis.plot(
                curve.coverage[shown], curve.risk[shown], label=f"{LABELS[name]} (area {area(curve):.2f})", **style
            )
            given = np.flatnonzero(curve.threshold >= threshold)
            if given.size:
                axis.plot(curve.coverage[given[-1]], curve.risk[given[-1]], "o", color=f"C{number}", markersize=6)
        axis.set(title=title, xlabel="share of questions answered", xlim=(0, 1), ylim=(0, 0.85))
        axis.set_ylabel("share of wrong answers among those given")
        axis.grid(alpha=0.3)
        axis.legend(loc="upper left", fontsize=8)
    _draw_reliability(axes[2], {name: found[name] for name in ("all", "statements")})
    figure.suptitle(
        f"Each article judged by the fit on others; dots: the default threshold {threshold:g}", fontsize=11
    )
    figure.savefig(path, dpi=80)
    plt.close(figure)
    with Image.open(path) as image:  # lines and letters need few colours: a third of the size
        image.convert("RGB").quantize(64).save(path, optimize=True)


def _draw_reliability(axis: Axes, found: dict[str, tuple[Judged, Judged]]) -> None:
    axis.plot([0, 1], [0, 1], "--", color="grey", label="as stated")
    for name, sides in found.items():
        for judged, what, marker in zip(sides, ("answerable", "with unanswerable"), ("o", "s"), strict=True):
            bins = reliability(judged.p, judged.right, judged.weight)
            axis.plot(
                [one.stated for one in bins],
                [one.right for one in bins],
                marker=marker,
                label=f"{LABELS[name]}, {what} (error {calibration_error(bins):.3f})",
            )
    axis.set(title="Stated probability and what came true", xlim=(0, 1), ylim=(0, 1))
    axis.set(xlabel="stated probability (mean of a tenth)", ylabel="share right")
    axis.grid(alpha=0.3)
    axis.legend(loc="lower right", fontsize=8)


def write_csv(found: dict[str, tuple[Judged, Judged]], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("questions", "unanswerable", "threshold", "coverage", "risk"))
        for name, sides in found.items():
            for judged, kind in zip(sides, ("without", "with"), strict=True):
                curve = curve_of(judged)
                places = np.searchsorted(curve.coverage, np.linspace(1 / POINTS, 1, POINTS) - 1e-9)
                for n in np.unique(np.minimum(places, len(curve.coverage) - 1)):
                    writer.writerow((name, kind, *(f"{values[n]:.4f}" for values in curve)))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--processes", type=int, default=None, help="default: one for each processor core")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every N-th question only, to try")
    parser.add_argument("--out", type=Path, default=RESULTS)
    args = parser.parse_args()
    asked = ask_all(args.processes, args.sample)
    share = min(SHARES, key=lambda one: max(errors(asked, cross_fit(asked, one))))
    judged = cross_fit(asked, share)
    stated = calibrate_statements.measure()
    statements = Judged(
        np.array(stated.p), np.array(stated.right), np.array(stated.answerable), np.ones(len(stated.p))
    )
    found = sets(asked, judged, statements)
    args.out.mkdir(parents=True, exist_ok=True)
    draw(found, confidence.load().threshold, args.out / "risk_coverage.png")
    write_csv(found, args.out / "risk_coverage.csv")
    figures = {
        name: dict(zip(("answerable", "with unanswerable"), map(summary, sides), strict=True))
        for name, sides in found.items()
    }
    (args.out / "risk_coverage.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(f"{'':<26}{'AURC':>8}{'wrong':>8}{'≤ 10 %':>8}{'≤ 20 %':>8}{'ECE':>8}   (with unanswerable: the same five)")
    for name, sides in figures.items():
        cells = [
            f"{one['aurc']:8.3f}{one['risk with all answered']:8.3f}{one['coverage at risk 0.1']:8.3f}"
            f"{one['coverage at risk 0.2']:8.3f}{one['ece']:8.3f}"
            for one in sides.values()
        ]
        print(f"{LABELS[name]:<26}" + "   ".join(cells))


if __name__ == "__main__":
    main()
