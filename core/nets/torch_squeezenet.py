"""SqueezeNet 1.0 and 1.1 (Iandola 2016) in torch, with torchvision's parameter names, so that its weights fit."""

from __future__ import annotations

import torch
from torch import nn

from core.nets.layout import FIRES, STEMS, Fire
from core.nets.spec import NetSpec

_POOLS = {"squeezenet1_0": (2, 6, 11), "squeezenet1_1": (2, 5, 8)}  # their positions in `features`


class FireModule(nn.Module):
    """(N, inputs, H, W) -> (N, 2 * expand, H, W): squeeze to few channels, look through 1 x 1 and 3 x 3, join."""

    def __init__(self, fire: Fire) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(fire.inputs, fire.squeeze, 1)
        self.expand1x1 = nn.Conv2d(fire.squeeze, fire.expand, 1)
        self.expand3x3 = nn.Conv2d(fire.squeeze, fire.expand, 3, padding=1)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """The block's two views, one after the other along the channels."""
        squeezed = torch.relu(self.squeeze(images))
        return torch.cat([torch.relu(self.expand1x1(squeezed)), torch.relu(self.expand3x3(squeezed))], dim=1)


class SqueezeNet(nn.Module):
    """Images (N, C, H, W), H and W from 32 on, -> logits (N, classes); `features` and `classifier` as torchvision."""

    def __init__(self, spec: NetSpec) -> None:
        super().__init__()
        channels, kernel = STEMS[spec.architecture]
        fires, pools = FIRES[spec.architecture], _POOLS[spec.architecture]
        parts: list[nn.Module] = [nn.Conv2d(spec.input_shape[0], channels, kernel, stride=2), nn.ReLU()]
        for position in range(2, max(fires) + 1):
            parts.append(_pool() if position in pools else FireModule(fires[position]))
        self.features = nn.Sequential(*parts)
        self.classifier = nn.Sequential(
            nn.Dropout(spec.dropout), nn.Conv2d(512, spec.classes, 1), nn.ReLU(), nn.AdaptiveAvgPool2d((1, 1))
        )

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Logits: the mean of each class's map over the picture."""
        logits: torch.Tensor = self.classifier(self.features(images))
        return torch.flatten(logits, 1)


def _pool() -> nn.Module:
    return nn.MaxPool2d(3, stride=2, ceil_mode=True)
