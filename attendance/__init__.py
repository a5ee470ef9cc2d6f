"""The domain: what a class photo says about attendance, and what people say about that."""
