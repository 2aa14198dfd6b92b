from case import Case, Suite

ASK = {"environment": {"PYTEST_ADDOPTS": "--junitxml=PLACE/pytest.xml -o junit_family=xunit1"}}
THREE = {"test_a.py": "import pytest\ndef test_1(): pass\ndef test_2(): assert 1 == 2\n@pytest.mark.skip\ndef test_3(): pass\n"}
FIVE = "\n".join(f"def test_{n}(): {'import os; os._exit(0)' if n == 3 else 'assert ' + str(n != 5)}" for n in range(1, 6)) + "\n"

SUITES = [
    Suite(
        "pytest", "python3 -m pytest --version", pip=["pytest==9.0.2", "pytest-xdist==3.8.0", "pytest-rerunfailures==16.1"],
        ask=ASK, cases=[
            Case("plain-q", THREE, "python3 -m pytest -q -p no:cacheprovider", "fail", (1, 1, 1),
                 passed=["test_a.py::test_1"], failed=["test_a.py::test_2"], skipped=["test_a.py::test_3"]),
            Case("plain-v", THREE, "python3 -m pytest -v -p no:cacheprovider", "fail", (1, 1, 1),
                 passed=["test_a.py::test_1"], failed=["test_a.py::test_2"], skipped=["test_a.py::test_3"]),
            Case("exit0-q", {"test_a.py": FIVE}, "python3 -m pytest -q -p no:cacheprovider", "cut short"),
            Case("exit0-v", {"test_a.py": FIVE}, "python3 -m pytest -v -p no:cacheprovider", "cut short"),
        ]),
]
