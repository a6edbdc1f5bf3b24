"""The line reader in torch: convolutions, recurrent layers in both directions, a distribution for each frame (CRNN).

Shi, Bai and Yao 2017, smaller; for training. Reading runs on numpy (core.read.lines.network) with the same values.
"""

from __future__ import annotations

import torch
from torch import nn

from core.nets.layout import LINE_CHANNELS, LINE_POOLS
from core.nets.spec import NetSpec


class Crnn(nn.Module):
    """Pictures (N, 1, H, W) -> logits (N, W // 4, classes); the last class is CTC's blank."""

    def __init__(self, spec: NetSpec) -> None:
        super().__init__()
        inputs = spec.input_shape[0]
        for number, outputs in enumerate(LINE_CHANNELS, start=1):
            setattr(self, f"conv{number}", nn.Conv2d(inputs, outputs, 3, padding=1, bias=False))
            setattr(self, f"bn{number}", nn.BatchNorm2d(outputs))
            inputs = outputs
        inputs *= spec.input_shape[1] // 16
        self.feature_count = inputs
        self._layers = len(spec.hidden)
        for number, units in enumerate(spec.hidden, start=1):
            setattr(self, f"lstm{number}", nn.LSTM(inputs, units, batch_first=True, bidirectional=True))
            inputs = 2 * units
        self.drop = nn.Dropout(spec.dropout)
        self.out = nn.Linear(inputs, spec.classes)

    def features(self, images: torch.Tensor) -> torch.Tensor:
        """What the convolutions see: (N, W // 4, rows * channels), a row after another."""
        for number, pool in enumerate(LINE_POOLS, start=1):
            images = self.get_submodule(f"bn{number}")(self.get_submodule(f"conv{number}")(images))
            images = torch.relu(images)
            if pool != (1, 1):
                images = torch.max_pool2d(images, pool)
        return images.permute(0, 3, 2, 1).flatten(2)  # (N, frames, rows * channels)

    def logits(self, features: torch.Tensor) -> torch.Tensor:
        """(N, frames, feature_count) -> (N, frames, classes)."""
        for number in range(1, self._layers + 1):
            features = self.drop(features)
            features, _ = self.get_submodule(f"lstm{number}")(features)
        return torch.as_tensor(self.out(self.drop(features)))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Logits of each frame."""
        return self.logits(self.features(images))
