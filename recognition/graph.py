"""Reads the constants out of a frozen TensorFlow graph (a protobuf GraphDef) without TensorFlow.

Only the few fields that weights need are read: GraphDef.node (1); NodeDef.name (1), op (2), attr (5); AttrValue.tensor (8);
TensorProto.dtype (1), tensor_shape (2), tensor_content (4).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_FLOAT = 1


def constants(graph: bytes) -> dict[str, NDArray[np.float32]]:
    """Name to array of each float constant that has its content as raw bytes, in the order of the file.

    Raises ValueError when the bytes are no protobuf message.
    """
    found: dict[str, NDArray[np.float32]] = {}
    for number, node in _fields(memoryview(graph)):
        if number != 1 or isinstance(node, int):
            continue
        name, operation, tensor = _node(node)
        if operation == "Const" and tensor is not None:
            array = _array(tensor)
            if array is not None:
                found[name] = array
    return found


def _node(node: memoryview) -> tuple[str, str, memoryview | None]:
    name = operation = ""
    tensor = None
    for number, value in _fields(node):
        if isinstance(value, int):
            continue
        if number == 1:
            name = str(value, "utf-8")
        elif number == 2:
            operation = str(value, "utf-8")
        elif number == 5:
            entry = dict(_fields(value))
            attribute = entry.get(2)
            if isinstance(attribute, memoryview) and bytes(_message(entry[1])) == b"value":
                tensor = _message(dict(_fields(attribute))[8])
    return name, operation, tensor


def _array(tensor: memoryview) -> NDArray[np.float32] | None:
    parts = dict(_fields(tensor))
    if parts.get(1) != _FLOAT or 4 not in parts:
        return None
    shape = []
    for number, dimension in _fields(_message(parts[2])):
        if number == 2:
            size = dict(_fields(_message(dimension))).get(1, 0)
            shape.append(size if isinstance(size, int) else 0)
    return np.frombuffer(_message(parts[4]), dtype="<f4").reshape(shape)


def _message(value: int | memoryview) -> memoryview:
    if isinstance(value, int):
        raise ValueError("a protobuf message was expected, a number was found")
    return value


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        wire = key & 7
        if wire == 0:
            value, position = _varint(message, position)
            yield key >> 3, value
            continue
        if wire == 2:
            length, position = _varint(message, position)
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
        else:
            raise ValueError(f"unknown protobuf wire type {wire}")
        if position + length > len(message):
            raise ValueError("a protobuf field ends outside its message")
        yield key >> 3, message[position : position + length]
        position += length


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    value = shift = 0
    while position < len(message):
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
    raise ValueError("a protobuf number ends outside its message")
