"""The project's own sample sales: a deterministic shop whose truth is known, the oracle of the tests."""

from .generate import Sample, SampleSettings, make_sample
from .write import write_sample

__all__ = ["Sample", "SampleSettings", "make_sample", "write_sample"]
