"""The style sheet: what a palette cannot say. Flat controls with an edge that is seen in both themes.

Fusion draws edges a little darker than the window, which on a dark window is not seen at all; so edges are ours.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.theme import Colours


def style_sheet(colours: Colours) -> str:
    """For the whole application."""
    return _buttons(colours) + _fields(colours) + _sliders(colours) + _tables(colours) + _frame(colours)


def _buttons(colours: Colours) -> str:
    return f"""
    QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 3px; color: {colours.text}; }}
    QToolButton:hover {{ background: {colours.hover}; }}
    QToolButton:checked {{ background: {colours.hover}; border-color: {colours.mark}; }}
    QToolButton:pressed {{ background: {colours.hairline}; }}
    QToolButton:focus {{ border-color: {colours.accent}; }}
    QToolButton:disabled {{ color: {colours.mark}; }}
    QPushButton {{ border: 1px solid {colours.mark}; border-radius: 4px; padding: 5px 14px;
        background: {colours.panel}; color: {colours.text}; }}
    QPushButton:hover {{ background: {colours.hover}; }}
    QPushButton:pressed {{ background: {colours.hairline}; }}
    QPushButton:focus {{ border-color: {colours.accent}; }}
    QPushButton:disabled {{ color: {colours.mark}; border-color: {colours.hairline}; }}
    QCheckBox {{ spacing: 8px; }}
    QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {colours.mark}; border-radius: 3px;
        background: {colours.paper}; }}
    QCheckBox::indicator:checked {{ background: {colours.accent}; border-color: {colours.accent};
        image: url({_picture(colours, "check")}); }}
    QCheckBox::indicator:focus {{ border: 2px solid {colours.accent}; width: 12px; height: 12px; }}
    """


def _fields(colours: Colours) -> str:
    return f"""
    QComboBox, QAbstractSpinBox, QLineEdit {{ border: 1px solid {colours.mark}; border-radius: 4px;
        padding: 2px 7px; background: {colours.paper}; color: {colours.text};
        selection-background-color: {colours.accent}; selection-color: {colours.on_accent}; }}
    QComboBox:focus, QAbstractSpinBox:focus, QLineEdit:focus {{ border-color: {colours.accent}; }}
    QComboBox:disabled, QAbstractSpinBox:disabled, QLineEdit:disabled {{ color: {colours.mark};
        border-color: {colours.hairline}; background: {colours.panel}; }}
    QComboBox::drop-down {{ border: none; width: 22px; }}
    QComboBox::down-arrow {{ image: url({_picture(colours, "down")}); width: 12px; height: 12px; }}
    QComboBox QAbstractItemView {{ border: 1px solid {colours.mark}; background: {colours.paper};
        color: {colours.text}; selection-background-color: {colours.accent};
        selection-color: {colours.on_accent}; }}
    QLineEdit {{ padding: 2px 5px; }}
    QAbstractSpinBox {{ padding-right: 20px; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ subcontrol-origin: border; width: 20px;
        border: none; background: transparent; }}
    QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
    QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; }}
    QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {{ background: {colours.hover}; }}
    QAbstractSpinBox::up-arrow {{ image: url({_picture(colours, "up")}); width: 10px; height: 10px; }}
    QAbstractSpinBox::down-arrow {{ image: url({_picture(colours, "down")}); width: 10px; height: 10px; }}
    """


def _sliders(colours: Colours) -> str:
    return f"""
    QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {colours.mark}; }}
    QSlider::sub-page:horizontal {{ border-radius: 2px; background: {colours.accent}; }}
    QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -5px 0; border-radius: 7px;
        border: 1px solid {colours.mark}; background: {colours.paper}; }}
    QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ border-color: {colours.accent};
        background: {colours.accent}; }}
    """


def _tables(colours: Colours) -> str:
    return f"""
    QToolButton[primary="true"] {{ background: {colours.accent}; color: {colours.on_accent}; padding: 5px 14px; }}
    QToolButton[primary="true"]:focus {{ border: 2px solid {colours.text}; }}
    QToolButton[primary="true"]:disabled {{ background: {colours.hairline}; color: {colours.muted}; }}
    QProgressBar {{ border: none; border-radius: 2px; background: {colours.hairline}; }}
    QProgressBar::chunk {{ border-radius: 2px; background: {colours.accent}; }}
    QTableView {{ background: {colours.paper}; selection-background-color: {colours.hover};
        selection-color: {colours.text}; }}
    QHeaderView::section {{ background: {colours.panel}; color: {colours.muted}; border: none;
        border-bottom: 1px solid {colours.hairline}; padding: 3px 6px; }}
    """


def _frame(colours: Colours) -> str:
    return f"""
    QToolTip {{ color: {colours.text}; background: {colours.panel}; border: 1px solid {colours.mark}; padding: 4px; }}
    QStatusBar {{ border-top: 1px solid {colours.hairline}; }}
    QSplitter::handle {{ background: {colours.hairline}; }}
    QSplitter::handle:hover {{ background: {colours.accent}; }}
    QMenuBar {{ background: {colours.panel}; border-bottom: 1px solid {colours.hairline}; }}
    QMenuBar::item {{ padding: 4px 8px; background: transparent; }}
    QMenuBar::item:selected {{ background: {colours.hover}; }}
    """


def _picture(colours: Colours, name: str) -> str:
    """Path of a small picture that a style sheet needs as a file. Raises FileNotFoundError if it is not shipped."""
    picture = resources.files("assets").joinpath("theme", colours.name, f"{name}.svg")
    if not picture.is_file():
        raise FileNotFoundError(str(picture))
    return str(picture).replace("\\", "/")
