extension ManagedProject {
  /// A package that is installed by links to the project's own files, and one in a folder of wheels.
  static let python = ManagedProject(
    name: "pip with an editable install and a folder of wheels, as proposed",
    needs: ["python3", "-c", "import venv, ensurepip, setuptools"],
    files: [
      "requirements.txt": "--no-index\n--find-links wheels\ngauge\n",
      "setup.py": """
      from setuptools import setup
      setup(name="level", version="1.0", py_modules=["level"], package_dir={"": "lib"})

      """,
      "lib/level.py": """
      from gauge import half


      def is_full(x):
          return half(x) > 2

      """,
      "tests/test_level.py": """
      import unittest
      from level import is_full


      class LevelTests(unittest.TestCase):
          def test_four(self):
              self.assertTrue(is_full(4))

          def test_nine(self):
              self.assertTrue(is_full(9))

          def test_two(self):
              self.assertFalse(is_full(2))

      """,
      ".gitignore": ".venv/\n*.egg-info/\n",
      "wheel.py": """
      import os, zipfile
      os.makedirs("wheels")
      info = "gauge-1.0.dist-info/"
      with zipfile.ZipFile("wheels/gauge-1.0-py3-none-any.whl", "w") as wheel:
          wheel.writestr("gauge.py", "def half(x):\\n    return x / 2\\n")
          wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: gauge\\nVersion: 1.0\\n")
          wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
          wheel.writestr(info + "RECORD", "gauge.py,,\\n")

      """,
    ],
    preparation: "python3 wheel.py",
    installation:
      "python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt --no-build-isolation -e .",
    way: .proposed,
    outside: ".venv/bin/python3 -m unittest discover -v -s tests",
    passed: #"^\w+ \((\S+)\) \.\.\. ok$"#, failed: #"^\w+ \((\S+)\) \.\.\. (?:FAIL|ERROR)$"#)
}
