"""How well the line reader's network reads strips of held-out writers and fonts, alone and with the language model.

    python -m benchmarks.line_strips DATA [--model FILE] [--every 3]

DATA: strips made by `line-data`; its valid split is read. Prints, for each kind of line, the share of letters and
digits wrong (case folded), greedily and with the beam search and the language model.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from core.metrics import edit_distance, letters_and_digits
from core.read.language import LanguageModel
from core.read.lines.decode import LineWeights, decode
from core.read.lines.model import open_network
from core.read.lines.network import BLANK, LABELS
from core.read.training.line_strips import load
from core.train.torch_lines import collapse


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", type=Path, help="(default: the shipped one)")
    parser.add_argument("--every", type=int, default=3, help="read every n-th strip")
    arguments = parser.parse_args()
    data, network, language = load(arguments.data), open_network(arguments.model), LanguageModel.open()
    for source in ("lines", "fonts", "composed"):
        places = [k for k in range(len(data)) if data.split[k] == "valid" and data.sources[k] == source]
        wrong, total = np.zeros(2, int), 0
        for place in places[:: arguments.every]:
            truth = letters_and_digits(data.texts[place])
            logs = network.log_probabilities(data.images[place])
            both = collapse(logs.argmax(axis=1), BLANK), decode(logs, language, LineWeights()).codes
            read = ["".join(LABELS[code] for code in codes) for codes in both]
            wrong += [edit_distance(letters_and_digits(text), truth) for text in read]
            total += len(truth)
        if total:
            shares = 100 * wrong / total
            count = len(places[:: arguments.every])
            print(f"{source:9s} {count:4d} lines: greedy {shares[0]:5.2f} %, beam {shares[1]:5.2f} %")


if __name__ == "__main__":
    main()
