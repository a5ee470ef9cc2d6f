"""The one place that imports facenet-pytorch: MTCNN and FaceNet's network as it ships them."""

from facenet_pytorch import MTCNN, InceptionResnetV1

__all__ = ["MTCNN", "InceptionResnetV1"]
