"""What can go wrong, in words for a person. Every message is one sentence: what is wrong, what to do."""


class InkscopeError(Exception):
    """Base of all expected failures; str(error) is shown as it stands."""


class ImageError(InkscopeError):
    """A picture could not be opened: missing, broken, too large or of another format."""


class ModelError(InkscopeError):
    """A model file is not one of ours, is damaged, or does not fit its use."""


class DataError(InkscopeError):
    """A dataset is missing, broken or does not fit its use."""


class ConfigError(InkscopeError):
    """A setting is out of its bounds or does not fit the others."""


class RunError(InkscopeError):
    """A training run is missing, damaged or in use."""


class ExportError(InkscopeError):
    """A result could not be written."""


class Cancelled(InkscopeError):
    """The person stopped the work; nothing is wrong."""
