"""EpochScrubber: a slider over the kept epochs of the run that is looked at, with steps and a play button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QSlider, QWidget

from core.inspection_answers import Description
from core.inspection_messages import READER
from gui.icon_button import IconButton
from gui.looking import Looking
from gui.theme import GRID, MARGIN
from gui.train.selection import LATEST

_FRAME = 250  # milliseconds of one epoch in the film


class EpochScrubber(QWidget):
    """Chooses the epoch for all views. At its right end it follows the newest epoch.

    While there is no run at all it says so, and a button leads to where one is trained: train is called.
    """

    def __init__(
        self, looking: Looking, parent: QWidget | None = None, *, train: Callable[[], object] | None = None
    ) -> None:
        super().__init__(parent)
        self._looking = looking
        self._has_runs = True  # until the contrary is known
        self.train_button = QPushButton("&Train a network")
        self.train_button.setToolTip("Go to Train, where a network learns while you watch")
        self.train_button.clicked.connect(lambda _checked=False: train() if train is not None else None)
        self._epochs: tuple[int, ...] = ()
        self._best = -1
        self.play_button = IconButton("play", "Play the epochs as a film", self.toggle)
        self.back = IconButton("previous", "One epoch back", lambda: self.step(-1))
        self.forward = IconButton("next", "One epoch on", lambda: self.step(1))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Epoch")
        self.slider.setToolTip("The epoch that all views show")
        self.slider.valueChanged.connect(self._on_slider)
        self._label = QLabel()
        self._label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._film = QTimer(self, interval=_FRAME)
        self._film.timeout.connect(self._next_frame)
        self._lay_out()
        looking.described.connect(self._on_described)
        looking.changed.connect(self._follow)
        if looking.description is not None:
            self._on_described(looking.description)
        else:
            self._refresh()

    @property
    def is_playing(self) -> bool:
        return self._film.isActive()

    @property
    def text(self) -> str:
        """What it says of the epoch."""
        return self._label.text()

    def toggle(self) -> None:
        """Play from the shown epoch, from the first if the last is shown; or pause."""
        if self._film.isActive():
            self._film.stop()
        elif len(self._epochs) > 1:
            if self.slider.value() == len(self._epochs) - 1:
                self._choose(0)
            self._film.start()
        self._refresh()

    def step(self, by: int) -> None:
        """So many kept epochs on or back."""
        if self._epochs:
            self._choose(min(max(self.slider.value() + by, 0), len(self._epochs) - 1))

    def _next_frame(self) -> None:
        if self._looking.inspector.is_busy:
            return  # the views still wait for the last frame
        if self.slider.value() >= len(self._epochs) - 1:
            self._film.stop()
            self._refresh()
            return
        self.step(1)

    def _choose(self, place: int) -> None:
        last = place == len(self._epochs) - 1
        self._looking.choose_epoch(LATEST if last else self._epochs[place])
        self._refresh()

    def _on_slider(self, place: int) -> None:
        if 0 <= place < len(self._epochs):
            self._choose(place)

    def _on_described(self, description: Description) -> None:
        self._epochs, self._best = description.epochs, description.best
        self._has_runs = any(source != READER for source, _title in description.sources)
        if not self._epochs:
            self._film.stop()
        self._follow()

    def _follow(self) -> None:
        """Show the epoch that is chosen, wherever it was chosen."""
        chosen, last = self._looking.epoch, max(len(self._epochs) - 1, 0)
        place = last if chosen == LATEST else sum(epoch <= chosen for epoch in self._epochs[1:])
        blocked = self.slider.blockSignals(True)
        self.slider.setRange(0, last)
        self.slider.setValue(place)
        self.slider.blockSignals(blocked)
        self._refresh()

    def _refresh(self) -> None:
        known = len(self._epochs) > 1
        for widget in (self.slider, self.play_button, self.back, self.forward):
            widget.setEnabled(known)
            widget.setVisible(self._has_runs)
        self._title.setVisible(self._has_runs)
        self.train_button.setVisible(not self._has_runs)
        self._label.setText(self._sentence())
        self.slider.setAccessibleDescription(self._label.text())
        self.play_button.show_icon("pause" if self.is_playing else "play")
        self.play_button.setAccessibleName("Pause the film" if self.is_playing else "Play the epochs as a film")

    def _sentence(self) -> str:
        if not self._has_runs:
            return "No network of yours yet: this is the shipped reader. Train one to watch it learn, epoch by epoch."
        if not self._epochs:
            return "No epochs: choose a run to play them"
        place = min(self.slider.value(), len(self._epochs) - 1)
        epoch = self._epochs[place]
        notes = [note for note, holds in (("before training", epoch == 0), ("best", epoch == self._best)) if holds]
        if place == len(self._epochs) - 1:
            notes.append("newest")
        return f"Epoch {epoch} of {self._epochs[-1]}" + (f", {', '.join(notes)}" if notes else "")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, GRID, MARGIN, GRID)
        row.setSpacing(GRID)
        self._title = QLabel("&Epoch")
        self._title.setBuddy(self.slider)
        for widget in (self._title, self.play_button, self.back, self.forward):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        self._label.setMinimumWidth(self.fontMetrics().horizontalAdvance("Epoch 1000 of 1000, before training, best"))
        row.addWidget(self._label)
        self.train_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(self.train_button)
        row.addStretch(0)  # takes the room that the slider leaves while it is hidden
