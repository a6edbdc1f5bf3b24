"""From a run or a model file to the network in it, for evaluation, figures and reading."""

from __future__ import annotations

from pathlib import Path

from core.errors import ModelError, RunError
from core.nets.layout import tensor_shapes
from core.nets.model_file import ModelFile, Setting, header_for, load_model, save_model
from core.train.backend import Backend, open_backend, spec_of
from core.train.checkpoint import Checkpoint, load_checkpoint
from core.train.config import MODELS, TrainingConfig, config_from_json
from core.train.runs import Run, RunInfo, RunsFolder


def open_model(name: str, runs: RunsFolder | None = None) -> ModelFile:
    """The model in a file, or the best epoch's of a run (its id, name or folder). Raises ModelError or RunError."""
    path = Path(name)
    if path.is_file():
        return load_model(path)
    try:
        return model_of((runs or RunsFolder()).open(name))
    except RunError as error:
        if path.suffix == ".safetensors":
            raise ModelError(f"There is no model file {name}.") from error
        raise


def model_of(run: Run) -> ModelFile:
    """The network of a run's best epoch. Raises RunError if it has no checkpoint yet."""
    info = run.info()
    path = run.best if run.best.exists() else run.last
    return _model(load_checkpoint(path), info)


def write_model(run: Run, path: Path) -> None:
    """Write the best epoch's network as a model file that Inkscope reads with. Raises ModelError, RunError."""
    model = model_of(run)
    try:
        save_model(path, model.header, model.tensors)
    except OSError as error:
        raise ModelError(f"The model cannot be written to {path}: {error.strerror or error}.") from error


def backend_of(model: ModelFile, *, threads: int = 1) -> Backend:
    """The network of a model file, ready for Backend.logits; torch only where numpy lacks it or is slow.

    Raises ModelError for a model of lines.
    """
    spec = model.header.spec()
    if spec.architecture not in MODELS:
        raise ModelError(f"The model {model.header.name} reads whole lines, not single characters: choose another.")
    config = TrainingConfig(
        model=spec.architecture, backend="numpy" if spec.architecture == "fc" else "torch", threads=threads
    )
    return open_backend(config, spec, class_weights=None, initial=dict(model.tensors))


def _model(checkpoint: Checkpoint, info: RunInfo) -> ModelFile:
    config = config_from_json(checkpoint.config)
    if len(info.input_shape) != 3:
        raise RunError(f"The run {info.name!r} has no network yet.")
    channels, height, width = info.input_shape
    spec = spec_of(config, classes=len(info.labels), input_shape=(channels, height, width))
    mean = any(name.startswith("mean/") for name in checkpoint.tensors)
    prefix = "mean/" if mean else "net/"
    try:
        tensors = {name: checkpoint.tensors[prefix + name] for name in tensor_shapes(spec)}
    except KeyError as error:
        raise RunError(f"The checkpoint of the run {info.name!r} does not fit its settings.") from error
    settings: dict[str, Setting] = {"dataset": config.dataset, "epoch": info.best_epoch, "seed": config.seed}
    if info.temperature != 1.0:
        settings["temperature"] = info.temperature
    return ModelFile(header_for(spec, name=info.name, labels=info.labels, settings=settings), tensors)
