"""Which hidden units of a torch network give nothing: hooks on its activations while validation runs."""

from __future__ import annotations

import torch
from torch import nn

from core.train.backend import NOTHING

_ACTIVATIONS = (nn.ReLU, nn.LeakyReLU, nn.Sigmoid, nn.Tanh)


class UnitWatch:
    """Keeps the largest size of each unit's output; a unit of a convolution is a whole channel."""

    def __init__(self, net: nn.Module) -> None:
        self._largest: dict[str, torch.Tensor] = {}
        modules = [(name, module) for name, module in net.named_modules() if isinstance(module, _ACTIVATIONS)]
        self._handles = [module.register_forward_hook(self._note(name)) for name, module in modules]

    def finish(self) -> dict[str, float]:
        """Share of units by layer that gave nothing; takes the hooks away."""
        for handle in self._handles:
            handle.remove()
        return {name: float((largest <= NOTHING).float().mean()) for name, largest in self._largest.items()}

    def _note(self, name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202  (torch's hook type is private)
        def hook(module: nn.Module, inputs: object, output: torch.Tensor) -> None:
            rest = [axis for axis in range(output.ndim) if axis != 1]
            largest = output.abs().amax(dim=rest).float()
            before = self._largest.get(name)
            self._largest[name] = largest if before is None else torch.maximum(before, largest)

        return hook
