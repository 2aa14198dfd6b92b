from case import Case, Suite

PROJECT = {
    "manage.py": "import os, sys\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\n"
                 "from django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n",
    "settings.py": "SECRET_KEY = 'x'\nINSTALLED_APPS = ['app']\nDATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}\n",
    "app/__init__.py": ""}
HEAD = "import os, sys\nfrom django.test import SimpleTestCase, TestCase\n"
MIXED = HEAD + """class A(TestCase):
    def test_1(self): print('OK')
    def test_2(self): self.fail()
    def test_3(self): self.skipTest('x')
class B(SimpleTestCase):
    def test_1(self):
        for i in range(3):
            with self.subTest(i=i): self.assertLess(i, 2)
    def test_2(self): pass
"""
GOOD = HEAD + "class A(TestCase):\n    def test_1(self): pass\n    def test_2(self): pass\nclass B(SimpleTestCase):\n    def test_1(self): pass\n"
NAMES = {"passed": ["app.tests.A.test_1", "app.tests.B.test_2"], "failed": ["app.tests.A.test_2", "app.tests.B.test_1"],
         "skipped": ["app.tests.A.test_3"]}
EXITS = GOOD.replace("def test_2(self): pass", "def test_2(self): os._exit(0)")


def project(tests):
    return {**PROJECT, "app/tests.py": tests}


SUITES = [Suite("django", "python3 -m django --version", pip=["django==5.2.8"], cases=[
    Case("mixed", project(MIXED), "python3 manage.py test", "fail", (2, 2, 1), failed=NAMES["failed"]),
    Case("mixed-v", project(MIXED), "python3 manage.py test -v 2", "fail", (2, 2, 1), **NAMES),
    Case("mixed-quiet", project(MIXED), "python3 manage.py test -v 0", "fail", (2, 2, 1), failed=NAMES["failed"]),
    Case("pass", project(GOOD), "python3 manage.py test", "pass", (3, 0, 0)),
    Case("pass-v", project(GOOD), "python3 manage.py test --verbosity=2 app", "pass", (3, 0, 0),
         passed=["app.tests.A.test_1", "app.tests.A.test_2", "app.tests.B.test_1"]),
    Case("pass-parallel", project(GOOD), "python3 manage.py test --parallel 2", "pass", (3, 0, 0)),
    Case("pass-in-make", {**project(GOOD), "Makefile": "test:\n\t@python3 manage.py test\n"}, "make -s test", "pass", (3, 0, 0)),
    Case("none", project(""), "python3 manage.py test; true", "none", (0, 0, 0)),
    Case("all-skipped", project(HEAD + "class A(SimpleTestCase):\n    def test_1(self): self.skipTest('x')\n"), "python3 manage.py test", "none", (0, 0, 1)),
    Case("set-up-fails", project(GOOD + "class C(SimpleTestCase):\n    @classmethod\n    def setUpClass(cls): raise ValueError(1)\n    def test_1(self): pass\n"
                                        "    def test_2(self): pass\n"), "python3 manage.py test -v 2", "fail", (3, 1, 0), failed=["app.tests.C"]),
    Case("broken", project("import nowhere\n"), "python3 manage.py test", "fail", (0, 1, 0), failed=["app.tests"]),
    Case("exits", project(EXITS), "python3 manage.py test", "cut short"),
    Case("exits-v", project(EXITS), "python3 manage.py test -v 2", "cut short"),
    Case("exits-in-make", {**project(EXITS), "Makefile": "test:\n\t@python3 manage.py test\n"}, "make -s test", "cut short"),
    Case("broken-settings", {**project(GOOD), "settings.py": "import nowhere\n"}, "python3 manage.py test", "cut short"),
])]
