"""Training of the line reader: CTC on strips, resumable after every epoch. The caller drains a plain generator."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.errors import RunError
from core.metrics import edit_distance
from core.nets.spec import NetSpec
from core.nets.torch_crnn import Crnn
from core.nets.torch_nets import build_torch, tensors_of
from core.train.checkpoint import Checkpoint, Position, load_checkpoint, save_checkpoint
from core.train.line_batches import Batch, Lines, batches

_STRIDE = 4  # columns of a strip in a frame
_SHORTCUT = 0.3  # weight of the loss right after the convolutions (Retsinas 2022): it hurries them on
_CLIP = 2.0


@dataclass(frozen=True, slots=True)
class LineConfig:
    """How to train. epochs: passes over the lines. learning_rate: the peak of one cycle. hidden: units of the recurrent
    layers. threads: of torch. half: bfloat16 where it is fast."""

    epochs: int = 10
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    dropout: float = 0.25
    hidden: tuple[int, ...] = (128, 128)
    seed: int = 0
    threads: int = 1
    half: bool = True


@dataclass(frozen=True, slots=True)
class LineEpoch:
    """One epoch. loss: mean over its lines. error: character error of greedy reading on the valid lines, 0..1 or more.

    tensors: the network as model_file takes it.
    """

    epoch: int
    loss: float
    error: float
    seconds: float
    tensors: dict[str, NDArray[np.float32]]


class _Trainer:
    """The network, its shortcut, its optimizer and its learning rate's course."""

    def __init__(self, config: LineConfig, classes: int, batches_an_epoch: int) -> None:
        torch.set_num_threads(config.threads)
        self.config = config
        self.spec = spec_of(config, classes)
        net = build_torch(self.spec, config.seed)
        assert isinstance(net, Crnn)
        self.net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        torch.manual_seed(config.seed)
        self.shortcut = nn.Linear(net.feature_count, classes)
        self.parameters = [*net.parameters(), *self.shortcut.parameters()]
        self.optimizer = torch.optim.AdamW(self.parameters, lr=config.learning_rate, weight_decay=config.weight_decay)
        self.total = config.epochs * batches_an_epoch
        self.half = config.half and bool(torch.cpu._is_avx512_bf16_supported())
        self.step = 0

    def learn(self, batch: Batch) -> float:
        """One step; the mean loss a line."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.config.learning_rate * one_cycle(self.step / self.total)
        self.step += 1
        with torch.autocast("cpu", torch.bfloat16, enabled=self.half):
            features = self.net.features(torch.from_numpy(batch.images))
            main, side = self.net.logits(features), self.shortcut(features)
        loss = _ctc(main.float(), batch)
        (loss + _SHORTCUT * _ctc(side.float(), batch)).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.parameters, _CLIP)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return float(loss.detach())

    def error(self, lines: Lines) -> float:
        """Character errors of greedy reading over the characters."""
        self.net.eval()
        wrong = count = 0
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=self.half):
            for batch in batches(lines, None):
                found = self.net(torch.from_numpy(batch.images)).float().argmax(-1).numpy()
                ends = np.cumsum(batch.lengths)
                for row, width, end, length in zip(found, batch.widths, ends, batch.lengths, strict=True):
                    read = collapse(row[: frames(int(width))], self.spec.classes - 1)
                    truth = batch.targets[end - length : end].tolist()
                    wrong += edit_distance([str(label) for label in read], [str(label) for label in truth])
                    count += int(length)
        self.net.train()
        return wrong / max(count, 1)

    def tensors(self) -> dict[str, NDArray[np.float32]]:
        """Everything that a later process needs to go on."""
        names = [*(f"net.{n}" for n, _ in self.net.named_parameters()), "shortcut.weight", "shortcut.bias"]
        state: dict[str, NDArray[np.float32]] = {f"net.{n}": v for n, v in tensors_of(self.net).items()}
        state |= {f"shortcut.{n}": v for n, v in tensors_of(self.shortcut).items()}
        for name, parameter in zip(names, self.parameters, strict=True):
            for kind in ("exp_avg", "exp_avg_sq"):
                if parameter in self.optimizer.state:
                    state[f"{kind}.{name}"] = self.optimizer.state[parameter][kind].contiguous().numpy().copy()
        return state

    def begin_with(self, tensors: Mapping[str, NDArray[np.floating]]) -> None:
        """The network's numbers from elsewhere. Raises RunError if they are another network's."""
        try:
            fits = _put(self.net, tensors)
        except RuntimeError as error:
            raise RunError("The model to begin with has another shape; give its --hidden.") from error
        if not fits:
            raise RunError("The model to begin with is another network; choose one that train-lines wrote.")

    def restore(self, state: dict[str, NDArray[np.float32]], step: int) -> None:
        """Take up what `tensors` gave. Raises RunError if it is another network's."""
        try:
            for module, prefix in ((self.net, "net."), (self.shortcut, "shortcut.")):
                own = {name[len(prefix) :]: values for name, values in state.items() if name.startswith(prefix)}
                if not _put(module, own):
                    raise RunError("The checkpoint belongs to another network; start in a new folder.")
            names = [*(f"net.{n}" for n, _ in self.net.named_parameters()), "shortcut.weight", "shortcut.bias"]
            for name, parameter in zip(names, self.parameters, strict=True):
                self.optimizer.state[parameter] = {
                    "step": torch.tensor(float(step)),
                    "exp_avg": torch.from_numpy(state[f"exp_avg.{name}"].copy()),
                    "exp_avg_sq": torch.from_numpy(state[f"exp_avg_sq.{name}"].copy()),
                }
        except (KeyError, RuntimeError) as error:
            raise RunError("The checkpoint belongs to another network; start in a new folder.") from error
        self.step = step


def train_lines(
    train: Lines,
    valid: Lines,
    classes: int,
    config: LineConfig,
    checkpoint: Path,
    *,
    start: Mapping[str, NDArray[np.floating]] | None = None,
) -> Iterator[LineEpoch]:
    """Train, from the checkpoint if it stands there; yields after each epoch, the checkpoint written before that.

    classes: outputs, CTC's blank among them as the last. start: tensors of a network of this shape to begin with, as
    LineEpoch has them. Raises RunError for a checkpoint of another training or tensors of another network.
    """
    trainer = _Trainer(config, classes, sum(1 for _ in batches(train, None)))
    if start is not None:
        trainer.begin_with(start)
    first = _take_up(trainer, checkpoint) if checkpoint.exists() else 1
    for epoch in range(first, config.epochs + 1):
        began, rng = time.perf_counter(), np.random.default_rng([config.seed, epoch])
        torch.manual_seed(int(rng.integers(1 << 62)))  # dropout: the same draws whether stopped before or not
        losses = [trainer.learn(batch) for batch in batches(train, rng)]
        error = trainer.error(valid)
        position = Position(epoch=epoch, step=trainer.step, best_value=-error, data=str(len(train)))
        save_checkpoint(checkpoint, Checkpoint(position, json.dumps(asdict(config)), trainer.tensors()))
        yield LineEpoch(epoch, float(np.mean(losses)), error, time.perf_counter() - began, tensors_of(trainer.net))


def spec_of(config: LineConfig, classes: int) -> NetSpec:
    """The network that this configuration trains."""
    return NetSpec(
        "crnn", input_shape=(1, 32, 32), classes=classes, hidden=config.hidden, initializer="he", dropout=config.dropout
    )


def one_cycle(done: float) -> float:
    """Share of the peak learning rate after this share of all steps: up for 15 %, then down along a cosine."""
    if done < 0.15:
        return 0.05 + 0.95 * done / 0.15
    return max(0.5 * (1.0 + float(np.cos(np.pi * min((done - 0.15) / 0.85, 1.0)))), 0.002)


def frames(width: int) -> int:
    """Frames of the output that a strip of this width fills."""
    return max(1, width // _STRIDE)


def collapse(best: NDArray[np.int64], blank: int) -> list[int]:
    """Labels of a frame-by-frame reading: repeats as one, blanks out."""
    kept = (best != blank) & np.concatenate([[True], best[1:] != best[:-1]])
    return [int(label) for label in best[kept]]


def _put(module: nn.Module, tensors: Mapping[str, NDArray[np.floating]]) -> bool:
    """Load a module's numbers; whether all names fit. Raises RuntimeError where shapes do not."""
    own = {name: torch.from_numpy(np.array(values)) for name, values in tensors.items()}
    found = module.load_state_dict(own, strict=False)
    return not found.unexpected_keys and all("tracked" in key for key in found.missing_keys)


def _ctc(logits: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Mean over the lines of the CTC loss (Graves 2006) by target length; lines too long for their frames count 0."""
    logs = logits.log_softmax(-1).transpose(0, 1)
    lengths = torch.from_numpy(np.maximum(batch.widths // _STRIDE, 1))
    return nn.functional.ctc_loss(
        logs, torch.from_numpy(batch.targets), lengths, torch.from_numpy(batch.lengths),
        blank=logits.shape[-1] - 1, zero_infinity=True,
    )  # fmt: skip


def _take_up(trainer: _Trainer, checkpoint: Path) -> int:
    """Go on after the epoch of the checkpoint; the number of the next epoch."""
    saved = load_checkpoint(checkpoint)
    if json.loads(saved.config) != json.loads(json.dumps(asdict(trainer.config))):
        raise RunError("The checkpoint belongs to another training; give the same options or a new folder.")
    trainer.restore(saved.tensors, saved.position.step)
    return saved.position.epoch + 1
