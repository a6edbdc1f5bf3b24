"""Reading with a network that only knows characters: it names them, the shipped one says what is a character at all.

A network trained on characters alone, as the homework's is, takes half a letter for a letter. So the probability that
a patch is a part, several characters or noise is the shipped network's; what is left is shared out among the
characters as the other network says.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from core.alphabet import READER_ALPHABET
from core.data.dataset import to_floats
from core.nets.model_file import ModelFile
from core.nets.scratch import Network, network_of
from core.read.classifier import Floats, GlyphClassifier

_UNKNOWN = -30.0  # log probability of a character that the network does not know
_CHARACTERS = len(READER_ALPHABET.characters)  # the first labels; the rest are no characters


@dataclass(frozen=True, eq=False, slots=True)
class NamingClassifier(GlyphClassifier):
    """network: names characters; columns: their places in the reader's alphabet; temperatures: of its logits and of
    the shipped network's."""

    network: Network = field(kw_only=True)
    columns: NDArray[np.intp] = field(kw_only=True)
    temperatures: tuple[float, float] = field(kw_only=True)

    def _batch(self, patches: NDArray[np.uint8]) -> Floats:
        """Log probabilities, float32 (N, labels of the reader); a softmax leaves them as they are."""
        own, theirs = self.temperatures
        shipped = _log_softmax(GlyphClassifier._batch(self, patches) / np.float32(theirs))
        named = _log_softmax(self.network.forward(to_floats(patches)) / np.float32(own))
        shared = np.full((len(patches), len(READER_ALPHABET)), _UNKNOWN, np.float32)
        shared[:, self.columns] = named
        shared[:, :_CHARACTERS] += np.logaddexp.reduce(shipped[:, :_CHARACTERS], axis=1, keepdims=True)
        shared[:, _CHARACTERS:] = shipped[:, _CHARACTERS:]
        return shared


def knows_enough(model: ModelFile) -> bool:
    """Whether a model can name characters: it takes patches like the reader's and all its labels are the reader's."""
    return model.header.input_shape == (1, 32, 32) and set(model.header.labels) <= set(READER_ALPHABET.characters)


def naming(model: ModelFile, shipped: GlyphClassifier, temperature: float) -> NamingClassifier:
    """The shipped classifier with a model that names the characters; see knows_enough."""
    kept = {row.name: getattr(shipped, row.name) for row in fields(GlyphClassifier) if not row.name.startswith("_")}
    kept |= {"name": model.header.name, "temperature": 1.0}
    columns = np.array([READER_ALPHABET.index(label) for label in model.header.labels], np.intp)
    temperatures = temperature, shipped.temperature
    return NamingClassifier(**kept, network=network_of(model), columns=columns, temperatures=temperatures)


def _log_softmax(logits: NDArray[np.floating]) -> Floats:
    top = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(top - np.log(np.exp(top).sum(axis=1, keepdims=True)), np.float32)
