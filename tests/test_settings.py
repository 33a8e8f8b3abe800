from __future__ import annotations

from pathlib import Path

import pytest

from qa.settings import PRESETS, Settings, SettingsError, default_data


def test_flags_win_over_variables_and_variables_over_defaults() -> None:
    env = {"DEPECHE_TOP_K": "5", "DEPECHE_PORT": "8000"}
    settings = Settings.read({"top_k": "3", "port": None}, env)
    assert (settings.top_k, settings.port, settings.host) == (3, 8000, "127.0.0.1")


def test_the_embedded_models_are_the_default_and_are_there() -> None:
    settings = Settings.read({}, {})
    assert (settings.encoder, settings.reader) == (PRESETS["embedded"].encoder, PRESETS["embedded"].reader)
    assert (Path(settings.encoder) / "model.safetensors").is_file()
    assert (Path(settings.reader) / "model.safetensors").is_file()


def test_a_preset_gives_both_models_and_either_can_be_replaced() -> None:
    settings = Settings.read({"models": "small", "reader": "own/reader"}, {})
    assert (settings.encoder, settings.reader) == ("intfloat/multilingual-e5-small", "own/reader")


def test_data_of_a_checkout_is_the_same_from_any_working_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = default_data()
    monkeypatch.chdir(tmp_path)
    assert default_data() == before == Path(__file__).parent.parent.resolve() / ".depeche"


def test_an_empty_variable_counts_as_none() -> None:
    assert Settings.read({}, {"DEPECHE_THREADS": ""}).threads is None


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("top_k", "0", "--top-k / DEPECHE_TOP_K is '0'; it takes a whole number from 1 to 50"),
        ("port", "http", "--port / DEPECHE_PORT is 'http'; it takes a whole number from 0 to 65535"),
        ("threshold", "1.5", "--threshold / DEPECHE_THRESHOLD is '1.5'; it takes a number from 0 to 1"),
        ("max_wrong", "nan", "--max-wrong / DEPECHE_MAX_WRONG is 'nan'"),
        ("models", "huge", "choose one of embedded, small, large"),
    ],
)
def test_a_wrong_value_names_flag_variable_and_what_is_allowed(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message.replace("(", r"\(")):
        Settings.read({name: value}, {})
    with pytest.raises(SettingsError, match=message):
        Settings.read({}, {f"DEPECHE_{name.upper()}": value})
