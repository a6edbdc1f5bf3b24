"""Softmax and cross-entropy: from the network's answers to probabilities, a loss and its gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.nets.layers import FloatArray


@dataclass(frozen=True, eq=False, slots=True)
class Loss:
    """The mean loss of a batch, and its gradient by the logits, (N, K)."""

    value: float
    d_logits: FloatArray


def softmax(logits: FloatArray) -> FloatArray:
    """Probabilities p_k = e^(z_k) / sum_j e^(z_j) along the last axis, of the shape and dtype of logits.

    Adding a constant to all z changes nothing; the maximum is subtracted, so that e^z cannot overflow.
    """
    exponentials: FloatArray = np.exp(logits - logits.max(axis=-1, keepdims=True))
    exponentials /= exponentials.sum(axis=-1, keepdims=True)
    return exponentials


def log_softmax(logits: FloatArray) -> FloatArray:
    """log p_k along the last axis, exact where p_k itself would round to 0."""
    shifted: FloatArray = logits - logits.max(axis=-1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return shifted


def cross_entropy(
    logits: FloatArray, labels: NDArray[np.int64], *, weights: FloatArray | None = None, smoothing: float = 0.0
) -> Loss:
    """L = -(1/N) sum_n log p[n, label_n] for logits (N, K) and labels (N); its gradient is (p - one_hot) / N.

    weights: (K), one for each class, 1 where None; the mean is then over the weights of the labels. smoothing: share
    0..1 of each label that is spread evenly over all classes (Szegedy 2016). Both as torch's cross_entropy has them.
    """
    if weights is None and smoothing == 0.0:
        return _plain(logits, labels)
    count, classes = logits.shape
    target = np.full(logits.shape, smoothing / classes, logits.dtype)
    target[np.arange(count), labels] += 1.0 - smoothing
    if weights is not None:
        target *= weights
    total = count if weights is None else weights[labels].sum()
    log_p = log_softmax(logits)
    d_logits = np.exp(log_p) * target.sum(axis=1, keepdims=True)
    d_logits -= target
    d_logits /= total
    return Loss(float(-(target * log_p).sum() / total), d_logits)


def _plain(logits: FloatArray, labels: NDArray[np.int64]) -> Loss:
    """The usual case in few passes: p is computed in place and becomes the gradient."""
    count = len(labels)
    places = np.arange(count)
    p = logits - np.maximum.reduce(logits, axis=1, keepdims=True)  # (N, K), largest number 0
    chosen = p[places, labels]
    np.exp(p, out=p)
    sums = np.add.reduce(p, axis=1)
    loss = float(np.add.reduce(np.log(sums) - chosen)) / count
    p /= sums[:, None]
    p[places, labels] -= 1.0
    p /= count
    return Loss(loss, p)
