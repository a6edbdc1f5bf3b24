"""How the reader's training set is made: sources, distortions, and the classes that are no character."""
