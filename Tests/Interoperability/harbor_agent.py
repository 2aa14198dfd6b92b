"""Harbor's own base class, options and validators carry the agent of our pages, in a place that is this machine's.

harbor_agent.py AGENT.py BINARY LOGS    works on the repository in the current folder; prints what Harbor would keep, as JSON.
"""
import asyncio, importlib.util, json, os, pathlib, shutil, subprocess, sys

# Nothing is left beside the pages.
sys.dont_write_bytecode = True

from harbor.agents.installed.base import BaseInstalledAgent, NonZeroAgentExitCodeError
from harbor.environments.base import ExecResult
from harbor.models.agent.context import AgentContext


class Here:
    """Commands of the agent run here, as they would in the container of a task."""

    default_user = None

    def __init__(self, folder):
        self.folder = folder

    async def exec(self, command, cwd=None, env=None, timeout_sec=None, user=None, **other):
        if command.startswith("[ -d /installed-agent ]"):
            return ExecResult(stdout="", stderr="", return_code=0)
        ended = subprocess.run(
            ["bash", "-c", command], cwd=cwd or self.folder, env={**os.environ, **(env or {})}, capture_output=True, text=True)
        return ExecResult(stdout=ended.stdout, stderr=ended.stderr, return_code=ended.returncode)

    async def upload_file(self, source_path, target_path):
        if str(source_path) != str(target_path):
            shutil.copyfile(source_path, target_path)


def loaded(path):
    spec = importlib.util.spec_from_file_location("colleague_agent", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def main(path, binary, logs):
    module = loaded(path)
    assert issubclass(module.Colleague, BaseInstalledAgent)
    os.environ["PATH"] = f"{os.path.dirname(binary)}:{os.environ['PATH']}"
    logs = pathlib.Path(logs)
    for wrong in ({"sandbox": "maybe"}, {"nonsense": "1"}):
        try:
            module.Colleague(logs_dir=logs, **wrong)
        except Exception:
            continue
        raise AssertionError(f"{wrong} is taken")
    agent = module.Colleague(logs_dir=logs, skip_install=True, test="python3 -m unittest -v", sandbox="bubblewrap")
    agent.environment_logs_dir = logs
    place, context = Here(os.getcwd()), AgentContext()
    await agent.setup(place)
    await agent.run("# total leaves out the first value\n\nThe tests say what is expected.\n", place, context)
    agent.populate_context_post_run(context)
    refused = module.Colleague(logs_dir=logs, skip_install=True, test="python3 -m unittest -v", budget="nonsense")
    refused.environment_logs_dir = logs
    try:
        await refused.run("total is wrong", place, AgentContext())
        failure = None
    except NonZeroAgentExitCodeError as error:
        failure = str(error)
    print(json.dumps({
        "name": agent.name(), "version": agent.version(), "metadata": context.metadata, "failure": failure,
        "trajectory": (logs / "trajectory.json").exists(), "tokens": context.n_input_tokens}))


asyncio.run(main(*sys.argv[1:]))
