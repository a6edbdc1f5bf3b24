"""The process that looks inside networks: the loop of the reading process, with questions in place of pages.

A process of its own, started when the first question is asked: loading a data set takes seconds, in which neither
reading nor training may stand still.
"""

from __future__ import annotations

from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from core.messages import EngineReady, Inspect, Inspected, Work
from core.service import EngineTools, Service
from core.threads import give_way

if TYPE_CHECKING:
    from core.inspection.answer import Inspection

NAME = "inspection"


def main(connection: Connection) -> None:
    """What the process runs (see core.worker): answers questions until Shutdown comes or the window is gone."""
    give_way()
    try:
        InspectionService(connection, EngineTools()).run()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


class InspectionService(Service):
    """Answers Inspect with Inspected, newest of a kind only."""

    _inspection: Inspection | None = None

    def _start(self) -> None:
        self._send(EngineReady(NAME))

    def _work(self, request: Work) -> None:
        if not isinstance(request, Inspect):
            super()._work(request)
            return
        if self._inspection is None:
            from core.inspection.answer import Inspection  # at first use, so that the process is ready at once

            self._inspection = Inspection()
        self._last_progress = 0.0  # loading a data set is one long step: say so before it
        answer = self._inspection.answer(request.question, self._check(request))
        self._send(Inspected(request.generation, answer))
