"""What can go wrong between a photo's bytes and its matches."""

from enum import StrEnum


class RecognitionError(Exception):
    """Root of all errors of this package."""


class Reason(StrEnum):
    """Why a photo cannot be read. The values are stable: callers turn them into messages."""

    EMPTY = "empty"
    BROKEN = "broken"
    UNSUPPORTED_FORMAT = "unsupported_format"
    TOO_MANY_PIXELS = "too_many_pixels"
    ANIMATED = "animated"
    SIXTEEN_BIT = "sixteen_bit"
    CMYK = "cmyk"
    TOO_SMALL = "too_small"
    TOO_MANY_BYTES = "too_many_bytes"
    TOO_MUCH = "too_much"
    """Opening it took more memory or time than any photo takes, or ended the process that tried."""


class UnreadablePhoto(RecognitionError):
    """A photo that is refused; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class DecoderUnavailable(RecognitionError):
    """No process that decodes photos can be started. It says nothing about the photo."""


class WeightsMissing(RecognitionError):
    """The file that the network's weights come from is not there."""


class WeightsChanged(RecognitionError):
    """A weights file is not the one that was checked when it was chosen (its SHA-256 differs)."""


class Unfit(StrEnum):
    """Why a weights file cannot be used. The values are stable: callers turn them into messages."""

    NOT_WEIGHTS = "not_weights"
    OTHER_NETWORK = "other_network"
    NO_EMBEDDING = "no_embedding"


class WeightsUnfit(RecognitionError):
    """A file that holds no FaceNet weights; `reason` says why."""

    def __init__(self, reason: Unfit) -> None:
        super().__init__(reason.value)
        self.reason = reason


class ModelsMixed(RecognitionError):
    """Embeddings of two different models were to be compared."""
