"""Several processes that train one network together, as torchrun starts them; or a team of one.

Each process takes its share of every batch and torch averages the gradients, so that the losses are those of one
process with the whole batch. The first process alone writes the run. Torch is imported only by a team of several.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import numpy as np
from numpy.typing import NDArray

from core.errors import ConfigError

if TYPE_CHECKING:
    from torch import nn

_VARIABLES = ("RANK", "WORLD_SIZE", "LOCAL_RANK")  # that torchrun sets


@dataclass(frozen=True, slots=True)
class Team:
    """rank: 0 for the first process, which writes. world: how many there are. local_rank: on this machine."""

    rank: int = 0
    world: int = 1
    local_rank: int = 0

    @property
    def first(self) -> bool:
        """Whether this process writes the run and talks to the person."""
        return self.rank == 0

    def wrap(self, net: nn.Module) -> nn.Module:
        """The network with its gradients averaged over the team."""
        if self.world == 1:
            return net
        from torch.nn.parallel import DistributedDataParallel

        return DistributedDataParallel(net)

    def total(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum over the team, float64, of the same shape."""
        if self.world == 1:
            return values
        import torch
        import torch.distributed as dist

        tensor = torch.from_numpy(np.array(values, np.float64)).to(_device())
        dist.all_reduce(tensor)
        return tensor.cpu().numpy()

    def any(self, flag: bool) -> bool:
        """Whether any of the team says so; all must ask at the same place."""
        return flag if self.world == 1 else bool(self.total(np.array([float(flag)]))[0] > 0)

    def share(self, weight: float) -> float:
        """What a mean over this process's samples, of this total weight, must be scaled by before averaging."""
        if self.world == 1:
            return 1.0
        return weight * self.world / float(self.total(np.array([weight]))[0])

    def sum_up(self, loss: float, correct: int, seen: int) -> tuple[float, int, int]:
        """Scaled mean loss, correct and seen samples of this process -> those of the team."""
        if self.world == 1:
            return loss, correct, seen
        sums = self.total(np.array([loss, correct, seen], np.float64))
        return float(sums[0]) / self.world, int(sums[1]), int(sums[2])

    def align(self, net: nn.Module) -> None:
        """Give all processes the first one's values (running means of batch normalisation differ by process)."""
        if self.world == 1:
            return
        import torch.distributed as dist

        for tensor in net.state_dict().values():
            dist.broadcast(tensor, 0)


def team() -> Team:
    """The team that torchrun's environment describes; one process without it. Raises ConfigError for nonsense."""
    try:
        world = int(os.environ.get("WORLD_SIZE", "1"))
        place = Team(int(os.environ.get("RANK", "0")), world, int(os.environ.get("LOCAL_RANK", "0")))
    except ValueError as error:
        raise ConfigError("RANK, WORLD_SIZE and LOCAL_RANK must be whole numbers: start with torchrun.") from error
    if world < 1 or not 0 <= place.rank < world:
        raise ConfigError("RANK must be from 0 to WORLD_SIZE - 1: start with torchrun.")
    return place


@contextlib.contextmanager
def joined() -> Iterator[Team]:
    """Meet the other processes (gloo on processors, nccl on GPUs) and part at the end; nothing for a team of one.

    Having parted, each is a team of one: what it still does nobody waits for.
    """
    place = team()
    if place.world == 1:
        yield place
        return
    import torch
    import torch.distributed as dist

    dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    if torch.cuda.is_available():
        torch.cuda.set_device(place.local_rank)
    try:
        yield place
    finally:
        dist.destroy_process_group()
        for name in _VARIABLES:
            os.environ.pop(name, None)


def end_process(code: int) -> NoReturn:
    """End a process of a team that has parted, with this exit code: at once, since torch's threads now and then abort
    one that ends in the usual way while another still does."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"
