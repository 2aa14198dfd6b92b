"""predictions.py PREDICTIONS SUITE RESULTS: has SWE-bench's own package read predictions and grade them, offline.

The package's files are run as they are released. What they import and neither reading nor grading calls, such as its
containers and data sets, stands in as an empty module. The tests are run on this machine, as the package's harness runs
them in a container: `git apply` of the prediction, of the test patch, then the command with `-rA`.
Prints a line of JSON an instance: its id, what the package says, and what RESULTS says.
"""
import importlib.abc, importlib.machinery, json, os, re, subprocess, sys, tempfile, types


class Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives an empty module for what is not installed."""

    names = ("bs4", "chardet", "datasets", "docker", "dotenv", "fastcore", "ghapi", "git", "modal", "requests", "rich",
             "tenacity", "tqdm", "unidiff")

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.names:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        class Anything(types.ModuleType):
            def __getattr__(self, name):
                if name.startswith("__"):
                    raise AttributeError(name)
                return type(name, (Exception,), {"__init__": lambda self, *a, **k: None})

        return Anything(spec.name)

    def exec_module(self, module):
        pass


sys.meta_path.append(Absent())
# Only the parts that are called: the package itself would start all others.
import importlib.util
place = importlib.util.find_spec("swebench").submodule_search_locations[0]
for name in ("swebench", "swebench.harness"):
    module = types.ModuleType(name)
    module.__path__ = [os.path.join(os.path.dirname(place), *name.split("."))]
    sys.modules[name] = module
from swebench.harness.constants import FAIL_TO_PASS, PASS_TO_PASS, ResolvedStatus
from swebench.harness.grading import get_eval_tests_report, get_resolution_status
from swebench.harness.log_parsers.python import parse_log_pytest
from swebench.harness.utils import get_predictions_from_file

predictions, suite, results = sys.argv[1:]
ours = {one["instance_id"]: one["resolved"] for one in json.load(open(results))["instances"]}
read = {one["instance_id"]: one for one in get_predictions_from_file(predictions, "none", "test")}
for line in open(suite, encoding="utf-8", errors="replace"):
    try:
        instance = json.loads(line)
        prediction = read[instance["instance_id"]]
    except (ValueError, KeyError):
        continue
    with tempfile.TemporaryDirectory() as folder:
        def run(*words, text=None):
            return subprocess.run(words, cwd=folder, input=text, text=True, capture_output=True)

        run("git", "clone", "-q", "--no-checkout", instance["repo"], ".")
        run("git", "checkout", "-q", "-f", instance["base_commit"])
        applied = prediction["model_patch"] and run("git", "apply", "-", text=prediction["model_patch"]).returncode == 0
        run("git", "apply", "-", text=instance["test_patch"])
        log = run("sh", "-c", instance["test_command"] + " -rA").stdout
        gold = {key: instance[key] if isinstance(instance[key], list) else json.loads(instance[key])
                for key in (FAIL_TO_PASS, PASS_TO_PASS)}
        status = get_resolution_status(get_eval_tests_report(parse_log_pytest(log, None), gold))
        theirs = bool(applied) and status == ResolvedStatus.FULL.value
    print(json.dumps({"id": instance["instance_id"], "model": prediction["model_name_or_path"], "theirs": theirs,
                      "ours": ours[instance["instance_id"]]}))
