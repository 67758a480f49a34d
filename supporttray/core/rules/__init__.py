"""One small file a concern; each rule is a function `(World, now) -> Iterable[Need]`, listed in `core/needs.py`."""
