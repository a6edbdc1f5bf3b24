"""RunModel: every run as a row of a table; a check mark says which are drawn, a mark of colour which curve is whose."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap

from core.train.runs import DIED, FAILED, RunInfo
from gui.train.run_curves import spoken_time

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
SORT_ROLE = int(Role.UserRole)
RUN_ROLE = int(Role.UserRole) + 1
_DIED = "died: its process was killed or ran out of memory; Continue goes on from its last checkpoint"


@dataclass(frozen=True, slots=True)
class Column:
    """title, what a cell says, what it is sorted by, and a line that says what it is."""

    title: str
    text: Callable[[RunInfo], str]
    sort: Callable[[RunInfo], object]
    tip: str = ""
    number: bool = False


def state_text(info: RunInfo) -> str:
    """How a run stands, in words; why, if it failed."""
    if info.state == DIED:
        return _DIED
    if info.state == FAILED and info.reason:
        return f"failed: {info.reason}"
    return info.reason or info.state


COLUMNS = (
    Column("Run", lambda info: info.name, lambda info: info.name.casefold(), "Name; a check mark draws its curves"),
    Column("State", state_text, state_text, "How the run stands"),
    Column("Epoch", lambda info: f"{info.epoch}/{info.config.epochs}", lambda info: info.epoch, "Epochs done", True),
    Column("Best", lambda info: _share(info.best_accuracy), lambda info: _low(info.best_accuracy),
           "Share of the validation split that the best epoch tells right", True),
    Column("Loss", lambda info: _figure(info.best_loss), lambda info: _low(info.best_loss),
           "Validation loss of the best epoch", True),
    Column("Rate", lambda info: f"{info.config.learning_rate:g}", lambda info: info.config.learning_rate,
           "Learning rate at the start", True),
    Column("Network", lambda info: _network(info), lambda info: _network(info), "Kind of network and its engine"),
    Column("Data set", lambda info: info.config.dataset, lambda info: info.config.dataset, "What it learns from"),
    Column("Took", lambda info: spoken_time(info.seconds) if info.seconds else "", lambda info: info.seconds,
           "Time spent training", True),
    Column("Begun", lambda info: info.created[:16].replace("T", " "), lambda info: info.created, "UTC"),
    Column("Notes", lambda info: info.notes, lambda info: info.notes.casefold(), "Your words about the run"),
)  # fmt: skip
NAME, NOTES = 0, len(COLUMNS) - 1
BEGUN = next(place for place, column in enumerate(COLUMNS) if column.title == "Begun")


class RunModel(QAbstractTableModel):
    """renamed, noted, checked: called with a run's id and what a person wants."""

    def __init__(
        self,
        *,
        renamed: Callable[[str, str], object],
        noted: Callable[[str, str], object],
        checked: Callable[[str, bool], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._renamed, self._noted, self._checked = renamed, noted, checked
        self._infos: list[RunInfo] = []
        self._rows: dict[str, int] = {}
        self._colours: dict[str, str] = {}

    @property
    def runs(self) -> list[RunInfo]:
        """All, in the order in which they came."""
        return list(self._infos)

    def info(self, run: str) -> RunInfo | None:
        """What is known of a run; None if it is not in the table."""
        row = self._rows.get(run)
        return None if row is None else self._infos[row]

    def set_runs(self, infos: Iterable[RunInfo]) -> None:
        """Take the place of all."""
        self.beginResetModel()
        self._infos = list(infos)
        self._rows = {info.id: row for row, info in enumerate(self._infos)}
        self.endResetModel()

    def put(self, info: RunInfo) -> None:
        """Add a run, or what it is now."""
        row = self._rows.get(info.id)
        if row is None:
            self.beginInsertRows(QModelIndex(), len(self._infos), len(self._infos))
            self._rows[info.id] = len(self._infos)
            self._infos.append(info)
            self.endInsertRows()
        elif info != self._infos[row]:
            self._infos[row] = info
            self._tell(row)

    def remove(self, run: str) -> None:
        """It is gone."""
        row = self._rows.get(run)
        if row is not None:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._infos[row]
            self._rows = {info.id: place for place, info in enumerate(self._infos)}
            self.endRemoveRows()

    def set_colours(self, colours: dict[str, str]) -> None:
        """Colours of the runs that are drawn, by id."""
        changed = [run for run in self._rows if self._colours.get(run) != colours.get(run)]
        self._colours = dict(colours)
        for run in changed:
            self._tell(self._rows[run])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        return 0 if parent.isValid() else len(self._infos)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal:
            if role == Role.DisplayRole:
                return COLUMNS[section].title
            if role == Role.ToolTipRole:
                return COLUMNS[section].tip
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        info, column = self._infos[index.row()], COLUMNS[index.column()]
        if role in (Role.DisplayRole, Role.EditRole):
            return column.text(info)
        if role == SORT_ROLE:
            return column.sort(info)
        if role == RUN_ROLE:
            return info.id
        if role == Role.ToolTipRole:
            return column.text(info)
        if role == Role.TextAlignmentRole and column.number:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return self._name_data(info, role) if index.column() == NAME else None

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        info = self._infos[index.row()]
        if role == Role.CheckStateRole and index.column() == NAME:
            self._checked(info.id, Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        text = str(value).strip()
        if role == Role.EditRole and index.column() == NAME and text and text != info.name:
            self._renamed(info.id, text)
            return True
        if role == Role.EditRole and index.column() == NOTES and text != info.notes:
            self._noted(info.id, text)
            return True
        return False

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == NAME:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in (NAME, NOTES) else flags

    def _name_data(self, info: RunInfo, role: int) -> object:
        if role == Role.CheckStateRole:
            return Qt.CheckState.Checked if info.id in self._colours else Qt.CheckState.Unchecked
        if role == Role.DecorationRole:
            return _swatch(self._colours.get(info.id, ""))
        if role == Role.FontRole and info.pinned:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def _tell(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))


class PinnedFirst(QSortFilterProxyModel):
    """Sorts by any column; pinned runs stand above the others whichever way."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSortRole(SORT_ROLE)
        self.setDynamicSortFilter(True)

    def lessThan(self, left: Index, right: Index) -> bool:
        model = self.sourceModel()
        assert isinstance(model, RunModel)
        one, other = model.runs[left.row()], model.runs[right.row()]
        if one.pinned != other.pinned:
            return one.pinned == (self.sortOrder() == Qt.SortOrder.AscendingOrder)
        sort = COLUMNS[left.column()].sort
        first, second = sort(one), sort(other)
        return bool(first < second) if first != second else one.created < other.created  # type: ignore[operator]


def _swatch(colour: str) -> QIcon:
    picture = QPixmap(12, 12)
    picture.fill(Qt.GlobalColor.transparent)
    if colour:
        painter = QPainter(picture)
        painter.fillRect(0, 4, 12, 4, QColor(colour))
        painter.end()
    return QIcon(picture)


def _share(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _low(value: float | None) -> float:
    return -1.0 if value is None else value


def _network(info: RunInfo) -> str:
    config = info.config
    sizes = f" {'-'.join(map(str, config.hidden))}" if config.model == "fc" and config.hidden else ""
    return f"{config.model}{sizes}, {config.backend}"
