"""The version of Inkscope; setup.cfg takes it from here."""

VERSION = "0.1.0"
