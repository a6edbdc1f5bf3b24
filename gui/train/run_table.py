"""RunTable: the table of runs with its tools: draw, compare, tidy, go on, use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.train.runs import RunInfo
from gui.elided_label import ElidedLabel
from gui.theme import CONTROL_HEIGHT, GRID, ICON_SIZE, MARGIN
from gui.train.run_model import BEGUN, COLUMNS, NAME, RUN_ROLE, PinnedFirst, RunModel

_WIDTHS = {"Run": 220, "State": 110, "Epoch": 70, "Best": 70, "Loss": 70, "Rate": 64, "Network": 120, "Data set": 110,
           "Took": 64, "Begun": 128}  # fmt: skip
_EMPTY = "No run yet: press Start, and the network learns from the data set in the form."


class RunTable(QWidget):
    """Signals: chosen(str): the run that one looks at; renamed, noted(str, str); drawn(str, bool); undo_asked()."""

    chosen = Signal(str)
    renamed = Signal(str, str)
    noted = Signal(str, str)
    drawn = Signal(str, bool)
    undo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RunModel(
            renamed=lambda run, name: self.renamed.emit(run, name),
            noted=lambda run, notes: self.noted.emit(run, notes),
            checked=lambda run, on: self.drawn.emit(run, on),
            parent=self,
        )
        self._sorted = PinnedFirst(self)
        self._sorted.setSourceModel(self.model)
        self.view = QTableView()
        self.empty = QLabel(_EMPTY)
        self.compared = ElidedLabel()
        self._deleted = QWidget()
        self._deleted_text = ElidedLabel()
        self._undo = QPushButton("&Undo")
        self._tools = QHBoxLayout()
        self._menu: Sequence[QAction] = ()
        self._lay_out()
        self._connect()

    @property
    def run(self) -> str:
        """The run of the current row; "" for none."""
        index = self.view.currentIndex()
        return str(index.data(RUN_ROLE)) if index.isValid() else ""

    @property
    def selected(self) -> list[str]:
        """All selected runs, from the top."""
        rows = sorted(self.view.selectionModel().selectedRows(), key=QModelIndex.row)
        return [str(index.data(RUN_ROLE)) for index in rows]

    def set_actions(self, tools: Sequence[QAction], menu: Sequence[QAction]) -> None:
        """tools: buttons above the table; menu: of a row."""
        self._menu = menu
        for place, action in enumerate(tools):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
            button.setMinimumHeight(CONTROL_HEIGHT)
            button.setAccessibleName(action.text().replace("&", ""))
            if action.icon().isNull():
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            self._tools.insertWidget(1 + place, button)

    def show_runs(self, infos: Iterable[RunInfo]) -> None:
        """Take the place of all rows; the current run stays current."""
        run = self.run
        self.model.set_runs(infos)
        self.choose(run)
        self._show_emptiness()

    def put(self, info: RunInfo) -> None:
        """Add a run, or what it is now."""
        self.model.put(info)
        self._show_emptiness()

    def choose(self, run: str) -> None:
        """Make this run's row the current one; tells nobody."""
        row = next((row for row, info in enumerate(self.model.runs) if info.id == run), None)
        if row is None or self.run == run:
            return
        index = self._sorted.mapFromSource(self.model.index(row, NAME))
        selection = self.view.selectionModel()
        blocked = selection.blockSignals(True)
        flags = QItemSelectionModel.SelectionFlag
        selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        selection.blockSignals(blocked)
        self.view.scrollTo(index)
        self.view.viewport().update()

    def show_deleted(self, name: str) -> None:
        """Offer to take a run back; "" to offer it no more."""
        self._deleted.setVisible(bool(name))
        self._deleted_text.set_text(f"Moved to the trash: {name}.")

    def show_compared(self, sentence: str) -> None:
        """What tells the selected runs apart."""
        self.compared.set_text(sentence)

    def edit_name(self) -> None:
        """Let a person rename the current run."""
        index = self.view.currentIndex()
        if index.isValid():
            self.view.edit(index.siblingAtColumn(NAME))

    def _lay_out(self) -> None:
        self._tools.setContentsMargins(MARGIN, 4, MARGIN, 0)
        self._tools.setSpacing(4)
        title = QLabel("Runs")
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        self._tools.addWidget(title)
        self._tools.addSpacing(GRID)
        self._tools.addWidget(self.compared, 1)
        undo = QHBoxLayout(self._deleted)
        undo.setContentsMargins(0, 0, 0, 0)
        undo.addWidget(self._deleted_text, 1)
        undo.addWidget(self._undo)
        self._deleted.hide()
        self._tools.addWidget(self._deleted, 1)
        self._set_up_view()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._tools)
        column.addWidget(self.view, 1)
        column.addWidget(self.empty, 1)
        self._show_emptiness()

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self._sorted)
        view.setSortingEnabled(True)
        view.sortByColumn(BEGUN, Qt.SortOrder.DescendingOrder)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        view.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setAccessibleName("Runs")
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(CONTROL_HEIGHT - 2)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for place, column in enumerate(COLUMNS):
            view.setColumnWidth(place, _WIDTHS.get(column.title, 120))
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.setFrameShape(view.Shape.NoFrame)

    def _connect(self) -> None:
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self.chosen.emit(self.run))
        self.view.customContextMenuRequested.connect(self._open_menu)
        self._undo.clicked.connect(self.undo_asked)

    def _open_menu(self, place: QPoint) -> None:
        if self.run:
            menu = QMenu(self)
            menu.addActions(list(self._menu))
            menu.popup(self.view.viewport().mapToGlobal(place))

    def _show_emptiness(self) -> None:
        empty = not self.model.rowCount()
        self.empty.setVisible(empty)
        self.view.setVisible(not empty)
