"""WeightsWorkspace: layers on the left, their weights as tiles, the opened unit on the right, epochs below."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from core.inspection_answers import Description, Mosaic
from core.inspection_messages import ShowMosaic
from gui.cancel_button import CancelButton
from gui.context import Context
from gui.elided_label import ElidedLabel
from gui.scrubber import EpochScrubber
from gui.theme import GRID, MARGIN
from gui.view_tools import ViewTools
from gui.weights.controls import WeightsControls
from gui.weights.mosaic_view import MosaicView
from gui.weights.sees_panel import SeesPanel
from gui.weights.unit_panel import UnitPanel
from gui.workspaces import Workspace

_SPLITTER = "weights/splitter"
_SLOW = ("mosaic", "unit", "exciting", "dream", "explain", "save")  # kinds of questions that may take a while
_REST = 200  # milliseconds after the last change of size
_OTHER_SHAPE = 0.15  # change of the logarithm of the aspect that is worth other rows


class WeightsWorkspace(Workspace):
    """Asks for the mosaic whenever what is looked at changes, while it is shown."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._looking = context.looking
        self._active = False
        self._source = ""
        self._aspect = 1.0
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self.controls = WeightsControls(self._looking)
        self.mosaic = MosaicView()
        self.before = MosaicView(before=True)
        self.before.hide()
        self.scrubber = EpochScrubber(self._looking, train=lambda: context.actions.action("workspace.train").trigger())
        self.tools = ViewTools(
            self._looking.inspector, context.messages, view=self.mosaic, question=self.question, name="weights",
            film=True,
        )  # fmt: skip
        self.unit = UnitPanel(context)
        self.sees = SeesPanel(context)
        self.sides = QTabWidget()
        self.sides.setDocumentMode(True)
        self.sides.addTab(self.unit, "Unit")
        self.sides.addTab(self.sees, "What it sees")
        self.sides.setMinimumWidth(340)
        for tabs in (self.sides, self.sides.tabBar()):
            tabs.setAccessibleName("Unit, or what the network sees")
        self._title = ElidedLabel("The weights of a network, as soon as they are read")
        self._lay_out()
        self._connect()

    def question(self) -> ShowMosaic:
        """What the mosaic shows, or would."""
        controls, pane = self.controls, self.mosaic
        start = controls.start.isChecked() and controls.start.isEnabled()
        return ShowMosaic(
            self._looking.subject(),
            layer=controls.layer,
            order=str(controls.order.currentData()),
            scale=str(controls.scale.currentData()),
            aspect=max(pane.width(), 1) / max(pane.height(), 1),
            start=start,
        )

    def activate(self) -> None:
        """It is shown now: catch up."""
        self._active = True
        self._looking.set_shown(True)
        self._ask()
        self.sees.refresh()
        self.mosaic.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_what_it_sees(self) -> None:
        """Bring the chosen character's way through the network to the front."""
        self.sides.setCurrentWidget(self.sees)

    def deactivate(self) -> None:
        """Nothing is asked while it is hidden."""
        self._active = False
        self._looking.set_shown(False)

    def close_down(self) -> None:
        """Keep the sizes, end the inspecting process."""
        QSettings().setValue(_SPLITTER, self._splitter.saveState())
        self._looking.stop()

    def _ask(self) -> None:
        if self._active:
            self._aspect = self.question().aspect
            self._looking.inspector.ask(self.question(), self._show, self._title.set_text)

    def _show(self, mosaic: Mosaic) -> None:
        self.mosaic.show_mosaic(mosaic)
        self.before.show_mosaic(mosaic)
        self.before.setVisible(mosaic.start is not None)
        self._rest.start()  # side by side each has half the pane
        scale = f"scale ±{mosaic.limit:.3g}" if mosaic.limit else "each tile on its own scale"
        composed = ", composed with the layers below" if mosaic.composed else ""
        epoch = f", epoch {mosaic.epoch}" if mosaic.epoch >= 0 else ""
        if mosaic.start is not None:
            epoch = f", left before training, right after epoch {mosaic.epoch}"
        self._title.set_text(f"{mosaic.title}, {mosaic.layer}{epoch}: {mosaic.count} units{composed}, {scale}")

    def _on_changed(self) -> None:
        """Another network or epoch: all that is shown follows."""
        self._ask()
        if self._active:
            self.sees.refresh()
            if self.sides.currentWidget() is self.unit:
                self.unit.reopen(self._looking.subject())

    def _on_described(self, description: Description) -> None:
        if description.source != self._source:
            self._source = description.source
            self.unit.clear()

    def _open_unit(self, place: int) -> None:
        mosaic = self.mosaic.mosaic
        if mosaic is not None:
            self._choose_in_both(place)
            self.sides.setCurrentWidget(self.unit)
            self.unit.open_unit(self._looking.subject(), mosaic.layer, int(mosaic.units[place]))

    def _choose_in_both(self, place: int) -> None:
        for view in (self.mosaic, self.before):
            view.choose(None if place < 0 else place)
        if place < 0:  # Esc, or a click beside the tiles
            self.unit.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rest.start()

    def _on_rest(self) -> None:
        """The pane has another shape: other rows of tiles fill it better."""
        asked, now = self._aspect, self.question().aspect
        if abs(np.log(now / asked)) > _OTHER_SHAPE:
            self._ask()

    def _connect(self) -> None:
        self._rest.timeout.connect(self._on_rest)
        self._splitter.splitterMoved.connect(lambda _place, _handle: self._rest.start())
        self._looking.changed.connect(self._on_changed)
        self._looking.described.connect(self._on_described)
        self._looking.patch_wanted.connect(self.show_what_it_sees)
        self.controls.changed.connect(self._ask)
        for view in (self.mosaic, self.before):
            view.opened.connect(self._open_unit)
            view.chosen.connect(self._choose_in_both)
        self.sides.currentChanged.connect(lambda _place: self.sees.refresh())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN, GRID, MARGIN, 0)
        self._title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        head.addWidget(self._title, 1)
        head.addWidget(CancelButton(self._looking.inspector, _SLOW))
        head.addWidget(self.tools)
        pictures = QHBoxLayout()
        pictures.setSpacing(1)
        pictures.addWidget(self.before, 1)
        pictures.addWidget(self.mosaic, 1)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addLayout(pictures, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.controls)
        self._splitter.addWidget(middle)
        self._splitter.addWidget(self.sides)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([220, 540, 340])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._splitter, 1)
        whole.addWidget(self.scrubber)
        state = QSettings().value(_SPLITTER)
        if isinstance(state, QByteArray):
            self._splitter.restoreState(state)
