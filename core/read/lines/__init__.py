"""The second reader: a whole line at once, for joined writing. strip, network, decode, and reader, which joins them."""
