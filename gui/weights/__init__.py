"""The Weights workspace: mosaics, activations, epoch scrubber."""
