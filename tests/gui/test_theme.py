"""Theme: contrasts as WCAG measures them, icons that exist and turn with the theme, whole palettes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from gui.theme import (
    DARK,
    ICON_SIZE,
    LIGHT,
    Theme,
    colours_of,
    contrast,
    icon,
    icon_names,
    palette_of,
)

pytestmark = pytest.mark.gui
THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda colours: colours.name)


def test_contrast_agrees_with_the_values_that_wcag_gives():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#FFFFFF", "#767676") == pytest.approx(4.54, abs=0.01)


@THEMES
def test_text_is_readable(colours):
    for ground in (colours.paper, colours.panel, colours.hover):
        for text in (colours.text, colours.muted, colours.accent):
            assert contrast(text, ground) >= 4.5, (text, ground)
    for ground in (colours.paper, colours.panel):
        assert contrast(colours.doubt, ground) >= 4.5
    assert contrast(colours.on_accent, colours.accent) >= 4.5


@THEMES
def test_marks_are_seen(colours):
    for ground in (colours.paper, colours.panel, colours.hover):
        assert contrast(colours.mark, ground) >= 3.0, ground
    for mark in (colours.accent, colours.doubt, colours.ink):
        assert contrast(mark, colours.paper) >= 3.0


@THEMES
def test_a_palette_knows_its_theme_and_disabled_text_is_still_a_mark(colours):
    palette = palette_of(colours)
    assert colours_of(palette) is colours
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name().upper()
    assert contrast(disabled, colours.paper) >= 3.0


def test_every_icon_draws_in_both_themes_in_the_text_colour(qapp):
    assert len(icon_names()) > 20
    for colours in (LIGHT, DARK):
        for name in icon_names():
            picture = icon(name, palette_of(colours)).pixmap(ICON_SIZE, ICON_SIZE).toImage()
            solid = [
                picture.pixelColor(column, row)
                for row in range(picture.height())
                for column in range(picture.width())
                if picture.pixelColor(column, row).alpha() > 180
            ]
            assert solid, f"{name} draws nothing"
            text = QColor(colours.text)
            assert any(abs(found.lightness() - text.lightness()) < 12 for found in solid), name


def test_an_unknown_icon_is_an_error(qapp):
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon", palette_of(LIGHT))


def test_switching_reaches_widgets_and_icons(qtbot, qapp):
    theme = Theme(qapp, "light")
    widget = QStackedWidget()
    hidden = QLabel("on a page that is not shown")
    widget.addWidget(QWidget())
    widget.addWidget(hidden)
    qtbot.addWidget(widget)
    widget.show()
    heard = []
    theme.changed.connect(heard.append)
    assert colours_of(widget.palette()) is LIGHT
    theme.choose("dark")
    qtbot.waitUntil(lambda: colours_of(widget.palette()) is DARK)
    qtbot.waitUntil(lambda: colours_of(hidden.palette()) is DARK)
    assert heard == ["dark"]
    theme.choose("dark")
    assert heard == ["dark"], "nothing changes when the same theme is chosen again"
    theme.choose("light")


def test_system_follows_the_system(qtbot, qapp):
    theme = Theme(qapp, "system")
    expected = DARK if qapp.styleHints().colorScheme().name == "Dark" else LIGHT
    assert theme.colours is expected
