"""The one place that imports OpenVINO, without its telemetry.

On import OpenVINO would count the start at a third party and write an identifier into the user's home; no setting or
environment variable keeps it from the second. It does without when its package openvino_telemetry cannot be imported.
"""

import sys
from typing import Any

_silenced: dict[str, Any] = sys.modules
_silenced["openvino_telemetry"] = None

import openvino  # noqa: E402 (after the line above)
from openvino import Node, properties  # noqa: E402
from openvino import opset15 as op  # noqa: E402

__all__ = ["Node", "op", "openvino", "properties"]
