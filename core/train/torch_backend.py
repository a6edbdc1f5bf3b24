"""The torch half of training: a network of core.nets with an optimizer of torch, alone or one of several processes.

Bit for bit repeatable on one thread: dropout is seeded step by step, nothing else draws.
"""

from __future__ import annotations

import contextlib
import copy
import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from core.errors import ConfigError, RunError
from core.nets.spec import NetSpec
from core.nets.torch_nets import build_torch, load_tensors, tensors_of
from core.train.backend import LEAST_DROPOUT, Arrays, Images, Live, StepResult, frozen_parameters, layer_of
from core.train.config import TrainingConfig
from core.train.distributed import Team, team
from core.train.torch_units import UnitWatch

_IMAGENET_MEAN, _IMAGENET_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class TorchBackend:
    """Implements Backend. initial: values for all tensors of the network, or none for its seeded first values."""

    def __init__(
        self,
        config: TrainingConfig,
        spec: NetSpec,
        *,
        class_weights: NDArray[np.float32] | None,
        initial: Mapping[str, NDArray[Any]],
    ) -> None:
        self._config, self._spec = config, spec
        self._team: Team = team()
        torch.set_num_threads(config.threads)
        self._device = choose_device(config.device, self._team.local_rank)
        self._half = uses_half(config, self._device)
        self._net = _build(config, spec).to(self._device)
        if initial:
            load_tensors(self._net, initial, spec)
        self._layout = torch.channels_last if self._images_stay else torch.contiguous_format
        self._net = self._net.to(memory_format=self._layout)  # type: ignore[call-overload]
        frozen = frozen_parameters(config, [name for name, _ in self._net.named_parameters()])
        for name, parameter in self._net.named_parameters():
            parameter.requires_grad_(name not in frozen)
        self._learning = {name: part for name, part in self._net.named_parameters() if part.requires_grad}
        self._frozen_norms = [m for n, m in self._net.named_modules() if _is_norm(m) and f"{n}.weight" in frozen]
        self._optimizer = _optimizer(config, list(self._learning.values()))
        self._mean_net = copy.deepcopy(self._net).requires_grad_(False) if config.ema else None
        self._class_weights = None if class_weights is None else torch.from_numpy(class_weights).to(self._device)
        self._wrapped = self._team.wrap(self._net)
        self._drops = [module for module in self._net.modules() if isinstance(module, nn.Dropout)]
        self._steps = 0
        self._watch: UnitWatch | None = None

    @property
    def _images_stay(self) -> bool:
        return self._spec.architecture != "fc"

    def step(
        self, images: Images, labels: NDArray[np.int64], *, live: Live, rng: np.random.Generator | None, measure: bool
    ) -> StepResult:
        """See Backend."""
        self._prepare(live, rng)
        targets = torch.from_numpy(labels).to(self._device)
        with self._autocast():
            logits = self._wrapped(self._input(images))
        logits = logits.float()
        loss, scale = self._loss(logits, targets)
        self._optimizer.zero_grad(set_to_none=True)
        (loss * scale).backward()  # type: ignore[no-untyped-call]
        norms = self._gradient_norms() if measure else {}
        if self._config.clip_norm:
            nn.utils.clip_grad_norm_(list(self._learning.values()), self._config.clip_norm)
        before = {n: part.detach().clone() for n, part in self._learning.items()} if measure else {}
        self._optimizer.step()
        self._steps += 1
        self._follow()
        correct = int((logits.argmax(1) == targets).sum())
        mean_loss, correct, seen = self._team.sum_up(float(loss.detach()) * scale, correct, len(labels))
        return StepResult(mean_loss, correct, seen, norms, self._update_ratios(before))

    def logits(self, images: Images) -> NDArray[np.float32]:
        """See Backend."""
        net = self._mean_net if self._mean_net is not None else self._net
        net.eval()
        with torch.inference_mode(), self._autocast():
            return net(self._input(images)).float().cpu().numpy()  # type: ignore[no-any-return]

    def watch_units(self) -> None:
        """See Backend."""
        net = self._mean_net if self._mean_net is not None else self._net
        self._team.align(net)
        self._watch = UnitWatch(net)

    def dead_units(self) -> dict[str, float]:
        """See Backend."""
        shares = self._watch.finish() if self._watch is not None else {}
        self._watch = None
        return shares

    def weights(self) -> Arrays:
        """See Backend."""
        return dict(tensors_of(self._mean_net if self._mean_net is not None else self._net))

    def tensors(self) -> Arrays:
        """See Backend."""
        arrays = {f"net/{name}": array for name, array in _state(self._net).items()}
        if self._mean_net is not None:
            arrays |= {f"mean/{name}": array for name, array in _state(self._mean_net).items()}
        for name, parameter in self._learning.items():
            for key, value in self._optimizer.state.get(parameter, {}).items():
                if isinstance(value, torch.Tensor):
                    arrays[f"optimizer/{key}/{name}"] = value.detach().cpu().numpy().copy()
        arrays["steps"] = np.array(self._steps, np.int64)
        return arrays

    def load(self, tensors: Mapping[str, NDArray[Any]]) -> None:
        """See Backend."""
        try:
            _restore(self._net, tensors, "net/")
            if self._mean_net is not None:
                _restore(self._mean_net, tensors, "mean/")
            self._load_optimizer(tensors)
            self._steps = int(tensors["steps"])
        except (KeyError, RuntimeError) as error:
            raise RunError("The checkpoint does not fit the network of the run.") from error

    def _load_optimizer(self, tensors: Mapping[str, NDArray[Any]]) -> None:
        self._optimizer.state.clear()
        for name, array in tensors.items():
            kind, _, rest = name.partition("/")
            key, _, parameter = rest.partition("/")
            if kind != "optimizer" or parameter not in self._learning:
                continue
            owner = self._learning[parameter]
            value = torch.from_numpy(np.array(array)).to(owner.device)
            if value.shape == owner.shape:
                value = torch.empty_like(owner).copy_(value)  # in the owner's memory layout
            self._optimizer.state[owner][key] = value

    def _prepare(self, live: Live, rng: np.random.Generator | None) -> None:
        self._net.train()
        for norm in self._frozen_norms:
            norm.eval()
        for drop in self._drops:
            drop.p = live.dropout
        if rng is not None:
            torch.manual_seed(int(rng.integers(2**63)))
        for group in self._optimizer.param_groups:
            group["lr"] = live.learning_rate
            if "momentum" in group and self._config.optimizer == "momentum":
                group["momentum"] = live.momentum

    def _input(self, images: Images) -> torch.Tensor:
        """float32 (N, C, H, W), 0..1; colour is scaled as SqueezeNet's ImageNet weights want it."""
        tensor = torch.from_numpy(images).to(self._device)
        if tensor.dtype == torch.uint8:
            tensor = tensor.permute(0, 3, 1, 2) if tensor.ndim == 4 else tensor.unsqueeze(1)
            tensor = tensor.float().div_(255)
        if self._spec.architecture.startswith("squeezenet") and tensor.shape[1] == 3:
            mean, deviation = (torch.tensor(v, device=self._device).view(1, 3, 1, 1) for v in _IMAGENET)
            tensor = (tensor - mean) / deviation
        return tensor.contiguous(memory_format=self._layout)

    def _loss(self, logits: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, float]:
        """Mean cross-entropy of this process's samples, and the factor that makes the mean over all processes exact."""
        smoothing = self._config.label_smoothing
        loss = functional.cross_entropy(logits, targets, weight=self._class_weights, label_smoothing=smoothing)
        weight = float(len(targets)) if self._class_weights is None else float(self._class_weights[targets].sum())
        return loss, self._team.share(weight)

    def _gradient_norms(self) -> dict[str, float]:
        squares: dict[str, float] = {}
        for name, parameter in self._learning.items():
            if parameter.grad is not None:
                square = float(torch.linalg.vector_norm(parameter.grad)) ** 2
                squares[layer_of(name)] = squares.get(layer_of(name), 0.0) + square
        return {layer: square**0.5 for layer, square in squares.items()}

    def _update_ratios(self, before: Mapping[str, torch.Tensor]) -> dict[str, float]:
        sums: dict[str, list[float]] = {}
        for name, old in before.items():
            pair = sums.setdefault(layer_of(name), [0.0, 0.0])
            pair[0] += float(torch.linalg.vector_norm(self._learning[name].detach() - old)) ** 2
            pair[1] += float(torch.linalg.vector_norm(old)) ** 2
        return {layer: (step / size) ** 0.5 if size else 0.0 for layer, (step, size) in sums.items()}

    def _follow(self) -> None:
        """Let the mean weights follow; the decay rises from 0.1, so that the first values are soon forgotten."""
        if self._mean_net is None:
            return
        decay = min(self._config.ema, (1 + self._steps) / (10 + self._steps))
        means, values = list(self._mean_net.state_dict().values()), list(self._net.state_dict().values())
        floats = [(mean, value) for mean, value in zip(means, values, strict=True) if mean.is_floating_point()]
        torch._foreach_lerp_([mean for mean, _ in floats], [value for _, value in floats], 1 - decay)

    @contextlib.contextmanager
    def _autocast(self) -> Iterator[None]:
        with torch.autocast(self._device.type, dtype=torch.bfloat16, enabled=self._half):
            yield


_IMAGENET = (_IMAGENET_MEAN, _IMAGENET_DEVIATION)


def choose_device(name: str, local_rank: int = 0) -> torch.device:
    """The device of that name; "auto": CUDA, then MPS, then the processor. Raises ConfigError where it is missing."""
    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if name == "auto":
        name = "cuda" if cuda else "mps" if mps else "cpu"
    if (name == "cuda" and not cuda) or (name == "mps" and not mps):
        raise ConfigError(f"This machine has no {name} device that torch can use: choose cpu or auto.")
    return torch.device(name, local_rank) if name == "cuda" else torch.device(name)


def uses_half(config: TrainingConfig, device: torch.device) -> bool:
    """Whether to multiply in bfloat16: if asked for, or by "auto" for convolutions where the device is built for it."""
    if config.precision != "auto":
        return config.precision == "bf16"
    if config.model == "fc":
        return False
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return device.type == "cpu" and bool(torch.cpu._is_avx512_bf16_supported())


def _build(config: TrainingConfig, spec: NetSpec) -> nn.Module:
    return build_torch(dataclasses.replace(spec, dropout=spec.dropout or LEAST_DROPOUT), config.seed)


def _is_norm(module: nn.Module) -> bool:
    return isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d)


def _optimizer(config: TrainingConfig, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
    rate, decay, fused = config.learning_rate, config.weight_decay, parameters[0].device.type != "mps"
    if config.optimizer == "adam":
        return torch.optim.AdamW(parameters, lr=rate, weight_decay=decay, fused=fused)
    momentum = config.momentum if config.optimizer == "momentum" else 0.0
    return torch.optim.SGD(parameters, lr=rate, momentum=momentum, weight_decay=decay)


def _state(net: nn.Module) -> Arrays:
    return {name: tensor.detach().cpu().numpy().copy(order="C") for name, tensor in net.state_dict().items()}


def _restore(net: nn.Module, tensors: Mapping[str, NDArray[Any]], prefix: str) -> None:
    with torch.no_grad():
        for name, tensor in net.state_dict().items():
            array = tensors[prefix + name]
            if array.shape != tuple(tensor.shape):
                raise KeyError(name)
            tensor.copy_(torch.from_numpy(np.array(array)))
