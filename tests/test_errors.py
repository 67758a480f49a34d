"""The failure of one task that ended the others is the one that is told, however deep it lies."""

from supporttray.errors import StoreError, cause


def test_the_first_failure_of_nested_groups_is_the_cause() -> None:
    failure = StoreError("The database is damaged.")
    inner = ExceptionGroup("builds", [failure, ValueError()])
    assert cause(ExceptionGroup("engine", [inner, ValueError()])) is failure
    assert cause(failure) is failure
