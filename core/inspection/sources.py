"""From a Subject to the network, the run and the samples that it means; the last ones are kept at hand."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.alphabet import READER_ALPHABET
from core.data import catalogue
from core.data.dataset import Dataset
from core.errors import ConfigError, DataError, InkscopeError, RunError
from core.inspection_messages import NEWEST, READER, Subject
from core.nets.model_file import ModelFile, header_for, load_model
from core.nets.scratch import Network, network_of
from core.nets.spec import NetSpec
from core.train.backend import spec_of
from core.train.history_file import load_epoch_arrays
from core.train.learner import parts_of
from core.train.models import model_of
from core.train.runs import Run, RunInfo, RunsFolder

_log = logging.getLogger(__name__)

Check = Callable[[float, str], None]
_SHIPPED = "reader.safetensors"
_READER_DATA = "synthetic-all"
_LOOK = 0.02  # seconds between two looks whether a loading is given up
_NO_SEQUENCE = ("squeezenet1_0", "squeezenet1_1", "crnn")
_DATASETS = 2  # kept at hand
_MODELS = 8


def no_check(fraction: float, text: str) -> None:
    """Never gives up."""


@dataclass(frozen=True, eq=False, slots=True)
class Opened:
    """What a Subject means. run, info: None for a model file. epoch: whose weights these are, -1 for a file."""

    source: str
    title: str
    model: ModelFile
    spec: NetSpec
    epoch: int
    epochs: tuple[int, ...]
    run: Run | None = None
    info: RunInfo | None = None

    @property
    def dataset(self) -> str:
        """What it learned from, by name; of a model file what it says, or handwriting of our own."""
        if self.info is not None:
            return self.info.config.dataset
        named = str(self.model.header.settings.get("dataset", ""))
        return named if named in catalogue.names() else _READER_DATA


class Sources:
    """Opens subjects. runs: the runs folder, by default the person's."""

    def __init__(self, runs: RunsFolder | None = None) -> None:
        self._runs = runs or RunsFolder()
        self._datasets: OrderedDict[tuple[str, int], Dataset] = OrderedDict()
        self._loading: dict[str, Future[Dataset]] = {}
        self._infos: dict[Path, tuple[int, RunInfo]] = {}
        self._models: OrderedDict[tuple[str, int, int], ModelFile] = OrderedDict()

    def open(self, subject: Subject) -> Opened:
        """Raises RunError, ModelError."""
        source = subject.source or self.newest()
        if source == READER:
            with as_file(files("assets") / "models" / _SHIPPED) as path:
                return self._open_file(path, READER)
        if Path(source).suffix == ".safetensors" and Path(source).is_file():
            return self._open_file(Path(source), source)
        return self._open_run(self._runs.open(source), subject.epoch)

    def start_of(self, opened: Opened) -> ModelFile | None:
        """The network before training; None where it was not kept."""
        if opened.run is None or 0 not in opened.epochs:
            return None
        return self._epoch_model(opened.run, _info(opened), 0)

    def at_epoch(self, opened: Opened, epoch: int) -> ModelFile:
        """The network of another kept epoch of the same run. Raises RunError."""
        if opened.run is None:
            return opened.model
        return self._epoch_model(opened.run, _info(opened), epoch)

    def newest(self) -> str:
        """The newest run that has a network, READER where there is none."""
        infos = reversed(self._list())
        return next((info.id for info in infos if info.labels and _has_weights(self._runs.open(info.id))), READER)

    def all(self) -> tuple[tuple[str, str], ...]:
        """(source, title) of all that can be looked at: runs, newest first, and the shipped reader."""
        runs = [(info.id, info.name) for info in reversed(self._list()) if info.labels]
        return (*runs, (READER, "Shipped reader"))

    def _list(self) -> list[RunInfo]:
        """All runs, oldest first; only those are read whose entry was written since the last time."""
        known: dict[Path, tuple[int, RunInfo]] = {}
        for path in self._runs.folder.glob("*/run.json"):
            try:
                stamp = path.stat().st_mtime_ns
                before = self._infos.get(path)
                fresh = before is not None and before[0] == stamp
                known[path] = before if fresh and before else (stamp, Run(path.parent).info())
            except (OSError, RunError) as error:
                _log.warning("%s", error)
        self._infos = known
        return sorted((info for _, info in known.values()), key=lambda info: (info.created, info.id))

    def samples(self, opened: Opened, subject: Subject, check: Check = no_check) -> tuple[str, Dataset]:
        """Name, and samples of the subject's split as they lie in the data set. Raises DataError."""
        name = subject.dataset or opened.dataset
        seed = opened.info.config.seed if opened.info else 0
        whole = self._dataset(name, check)
        if subject.split != "test" and opened.info is not None and name == opened.info.config.dataset:
            parts = parts_of(whole, seed)  # as training held them out
            part = parts.valid if subject.split == "valid" else parts.train
        else:
            part = whole.part(subject.split)
        check(0.2, "Looking at the samples")
        return name, part

    def _dataset(self, name: str, check: Check) -> Dataset:
        key = (name, 0)
        if key not in self._datasets:
            self._datasets[key] = self._load(name, check)
            while len(self._datasets) > _DATASETS:
                self._datasets.popitem(last=False)
            check(0.1, f"Loading {name}")
        self._datasets.move_to_end(key)
        return self._datasets[key]

    def _load(self, name: str, check: Check) -> Dataset:
        """In a thread of its own, so that it can be given up at once; what was loaded so far is not lost by that."""
        loading = self._loading.get(name)
        if loading is None:
            loading = self._loading[name] = _in_thread(lambda: catalogue.load(name))
        while not loading.done():
            check(0.0, f"Loading {name}")
            wait([loading], timeout=_LOOK)
        del self._loading[name]
        return loading.result()

    def _open_file(self, path: Path, source: str) -> Opened:
        model = self._remember((source, 0, path.stat().st_mtime_ns), lambda: load_model(path))
        title = "Shipped reader" if source == READER else model.header.name or path.stem
        return Opened(source, title, model, model.header.spec(), NEWEST, ())

    def _open_run(self, run: Run, epoch: int) -> Opened:
        info = run.info()
        epochs = kept_epochs(run)
        if not epochs:
            if not _has_weights(run):
                raise RunError(f"The run {info.name!r} has no weights yet: they come with its first epoch.")
            model = model_of(run)
            return Opened(info.id, info.name, model, model.header.spec(), info.best_epoch, (), run, info)
        chosen = epochs[-1] if epoch == NEWEST else max((e for e in epochs if e <= epoch), default=epochs[0])
        try:
            model = self._epoch_model(run, info, chosen)
        except RunError:
            model = model_of(run)  # a network too large to be kept at each epoch: its best one
            return Opened(info.id, info.name, model, model.header.spec(), info.best_epoch, (), run, info)
        return Opened(info.id, info.name, model, model.header.spec(), chosen, epochs, run, info)

    def _epoch_model(self, run: Run, info: RunInfo, epoch: int) -> ModelFile:
        path = _arrays_path(run, epoch)
        stamp = path.stat().st_mtime_ns if path.exists() else 0
        return self._remember((info.id, epoch, stamp), lambda: _load_epoch(run, info, epoch))

    def _remember(self, key: tuple[str, int, int], load: Callable[[], ModelFile]) -> ModelFile:
        if key not in self._models:
            self._models[key] = load()
            while len(self._models) > _MODELS:
                self._models.popitem(last=False)
        self._models.move_to_end(key)
        return self._models[key]


def _in_thread(work: Callable[[], Dataset]) -> Future[Dataset]:
    """Of a daemon: the process may end while it works."""
    found: Future[Dataset] = Future()

    def run() -> None:
        try:
            found.set_result(work())
        except BaseException as error:  # noqa: BLE001  # whoever waits for the result is told
            found.set_exception(error)

    threading.Thread(target=run, name="loading", daemon=True).start()
    return found


def kept_epochs(run: Run) -> tuple[int, ...]:
    """Epochs of a run whose arrays were kept, rising."""
    names = [path.stem for path in (run.history / "epochs").glob("*.safetensors")]
    return tuple(sorted(int(name) for name in names if name.isdecimal()))


def _has_weights(run: Run) -> bool:
    return bool(kept_epochs(run)) or run.best.exists() or run.last.exists()


def as_the_model_sees(model: ModelFile, data: Dataset) -> Dataset:
    """A model that reads pages takes patches, as they are cut there; other models take the pictures as they are."""
    from core.read.patch import patches
    from core.train.evaluation import with_images

    reads_pages = model.header.architecture == "reader" and model.header.labels == READER_ALPHABET.labels
    if not reads_pages or data.images.ndim != 3:
        return data
    return with_images(data, patches(list(data.images)))


def layered_network(opened: Opened) -> Network:
    """The network, to follow what it does layer by layer. Raises ConfigError where its layers are no sequence."""
    if opened.spec.architecture in _NO_SEQUENCE:
        raise ConfigError(
            f"What {opened.title!r} sees cannot be shown: the layers of {opened.spec.architecture} branch or recur. "
            "Choose a fully connected or a plain convolutional network."
        )
    return network_of(opened.model)


def fit_patch(patch: NDArray[np.uint8], shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """A patch (H, W) or (H, W, 3) as a network of this input (C, H, W) takes it: its size, grey or colour."""
    from PIL import Image

    channels, height, width = shape
    grey = patch if patch.ndim == 2 else patch.mean(axis=2).round().astype(np.uint8)
    fitting = grey if channels == 1 else (patch if patch.ndim == 3 else np.repeat(patch[:, :, None], 3, axis=2))
    if fitting.shape[:2] == (height, width):
        return np.ascontiguousarray(fitting)
    return np.asarray(Image.fromarray(fitting).resize((width, height), Image.Resampling.BILINEAR))


def dataset_names() -> tuple[str, ...]:
    """Names of the data sets that are here. Raises nothing: a folder that cannot be read has none."""
    try:
        return tuple(name for name in catalogue.names() if catalogue.place_of(name) or name.startswith("synthetic"))
    except (InkscopeError, OSError):
        return ()


def _load_epoch(run: Run, info: RunInfo, epoch: int) -> ModelFile:
    weights = load_epoch_arrays(run.history, epoch).weights
    if not weights:
        raise RunError(f"The weights of epoch {epoch} of {info.name!r} were not kept.")
    if len(info.input_shape) != 3:
        raise RunError(f"The run {info.name!r} has no network yet.")
    channels, height, width = info.input_shape
    spec = spec_of(info.config, classes=len(info.labels), input_shape=(channels, height, width))
    header = header_for(spec, name=info.name, labels=info.labels, settings={"dataset": info.config.dataset})
    tensors = {name: array.astype(np.float32, copy=False) for name, array in weights.items()}
    return ModelFile(header, tensors)


def _arrays_path(run: Run, epoch: int) -> Path:
    return run.history / "epochs" / f"{epoch:05d}.safetensors"


def _info(opened: Opened) -> RunInfo:
    if opened.info is None:
        raise DataError("This model has no epochs; choose a run.")
    return opened.info
