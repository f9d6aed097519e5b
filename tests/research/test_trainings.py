"""The table of a training's epochs."""

from research.trainings import table

BEFORE = {
    "fnmr_at_fmr_1e-3": 0.25,
    "interval": [0.2, 0.3125],
    "fnmr_at_fmr_1e-1": 0.0625,
    "away_from_teachers": None,
}
EPOCHS = [
    BEFORE | {"epoch": 1, "loss": 0.5, "active_share": 0.75},
    {
        "epoch": 2,
        "loss": 0.25,
        "active_share": 0.5,
        "fnmr_at_fmr_1e-3": 0.125,
        "interval": [0.1, 0.15],
        "fnmr_at_fmr_1e-1": 0.0,
        "away_from_teachers": None,
    },
]


def test_every_epoch_has_a_row_and_the_kept_one_is_marked():
    document = {"before": BEFORE, "epochs": EPOCHS, "best_epoch": 2, "teachers": []}
    rows = table(document).splitlines()

    assert rows[2:] == [
        "| before | – | – | 6.2 % | 25.00 % (20.0 % to 31.2 %) |",
        "| 1 | 0.5000 | 75 % | 6.2 % | 25.00 % (20.0 % to 31.2 %) |",
        "| 2, kept | 0.2500 | 50 % | 0.0 % | 12.50 % (10.0 % to 15.0 %) |",
    ]


def test_where_teachers_judge_their_distance_is_told():
    taught = [figures | {"away_from_teachers": 0.1875} for figures in (BEFORE, *EPOCHS)]
    document = {"before": taught[0], "epochs": taught[1:], "best_epoch": 1, "teachers": ["resnet29@12345678"]}

    head, _, before, *_ = table(document).splitlines()

    assert "away from the teachers" in head
    assert before == "| before | – | – | 0.1875 | 25.00 % (20.0 % to 31.2 %) |"
