"""Colleague as an agent of Harbor (harbor 0.26.0, Python 3.12 or later).

    harbor run --agent-import-path colleague_agent:Colleague --ak binary=/path/to/git-colleague …

The instruction of a task is an issue. What is delivered is put into the working tree of the task, where Harbor's verifier looks;
the trail of the run stays in the repository, and its trajectory goes beside Harbor's logs.
"""

import json
import shlex
from pathlib import Path
from typing import Any, Literal, override

from pydantic import Field

from harbor.agents.capabilities import AgentCapabilities
from harbor.agents.installed.base import BaseInstalledAgent, with_prompt_template
from harbor.agents.options import InstalledAgentOptions
from harbor.environments.base import BaseEnvironment
from harbor.models.agent.context import AgentContext
from harbor.models.trajectories import Trajectory

# How a run may end that is an outcome: resolved, unresolved, waiting, nothing to do, budget spent, stuck.
OUTCOMES = "0|1|2|3|4|6"

WORK = r"""
set -u
if ! git rev-parse --git-dir >/dev/null 2>&1; then
  git init -q && git add -A &&
    git -c user.name=Harbor -c user.email=harbor@localhost commit -q --allow-empty -m 'The task as it was given' || exit 128
fi
git colleague work --json --again __OPTIONS__ - <__LOGS__/instruction.md >__LOGS__/events.jsonl 2>__LOGS__/colleague.txt
status=$?
case $status in
  __OUTCOMES__) ;;
  *) cat __LOGS__/colleague.txt >&2; exit $status ;;
esac
run=$(sed -n 's/.*"run":"\([0-9a-z-]*\)".*/\1/p' __LOGS__/events.jsonl | tail -n 1)
branch=$(sed -n 's/.*"branch":"\(refs[^"]*\)".*/\1/p' __LOGS__/events.jsonl | tail -n 1)
if [ -n "$branch" ]; then
  git diff --binary "$(git merge-base HEAD "$branch")" "$branch" | git apply --whitespace=nowarn || exit 128
fi
if [ -n "$run" ]; then
  rm -rf __LOGS__/atif
  git colleague export --format atif --output __LOGS__/atif "$run" >>__LOGS__/colleague.txt 2>&1 || :
  file=$(find __LOGS__/atif -name '*.json' 2>/dev/null | head -n 1)
  [ -z "$file" ] || cp "$file" __LOGS__/trajectory.json
fi
"""


class ColleagueOptions(InstalledAgentOptions):
    """What `--ak NAME=VALUE` may say."""

    binary: str | None = Field(default=None, description="The program on the host; put into the container where it is given.")
    packages: str = Field(
        default="git bubblewrap libgit2-1.5 libcurl4 libexpat1 libyaml-0-2 libseccomp2",
        description="Debian packages that the program needs; those of another release have other names.",
    )
    api: Literal["openai", "anthropic"] | None = Field(default=None, description="The wire format of the model's service.")
    test: str | None = Field(default=None, description="The command that runs the tests.")
    budget: str | None = Field(default=None, description="Limits, such as steps=50,time=10m.")
    may_change_tests: str | None = Field(default=None, description="A glob of tests that the change may alter.")
    sandbox: Literal["bubblewrap", "none"] = Field(
        default="none", description="What confines commands beside the container, which is made for the task alone."
    )


class Colleague(BaseInstalledAgent):
    """Runs `git colleague work` on the instruction, in the container of the task."""

    options_model = ColleagueOptions
    capabilities = AgentCapabilities(atif=True, base_url=True)

    @staticmethod
    @override
    def name() -> str:
        return "colleague"

    @override
    def get_version_command(self) -> str | None:
        return "git colleague --version"

    @override
    async def install(self, environment: BaseEnvironment) -> None:
        packages = " ".join(shlex.quote(word) for word in self.options.packages.split())
        await self.exec_as_root(
            environment,
            f"apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends {packages}",
        )
        if self.options.binary is not None:
            await environment.upload_file(Path(self.options.binary), "/usr/local/bin/git-colleague")
            await self.exec_as_root(environment, "chmod 0755 /usr/local/bin/git-colleague")
        await self.exec_as_agent(environment, "git colleague --version")

    def settings(self) -> dict[str, str]:
        """The git settings of the run."""
        settings = {"user.name": "Colleague", "user.email": "colleague@localhost", "safe.directory": "*"}
        if self.options.sandbox == "none":
            settings["colleague.sandbox"] = "none"
        if self.model_name is None:
            settings["colleague.policy"] = "repair"
            return settings
        provider, _, model = self.model_name.rpartition("/")
        settings["colleague.policy"] = "model"
        settings["colleague.model"] = model
        settings["colleague.api"] = self.options.api or ("anthropic" if provider == "anthropic" else "openai")
        if self.options.base_url is not None:
            settings["colleague.baseUrl"] = self.options.base_url
        return settings

    def variables(self) -> dict[str, str]:
        """The environment of the run: its settings, for this one call, and the key of the model."""
        settings = self.settings()
        variables = {"GIT_CONFIG_COUNT": str(len(settings))}
        for place, (key, value) in enumerate(settings.items()):
            variables[f"GIT_CONFIG_KEY_{place}"] = key
            variables[f"GIT_CONFIG_VALUE_{place}"] = value
        if self.model_name is not None:
            service = settings["colleague.api"].upper()
            key = self._get_env("COLLEAGUE_API_KEY", f"{service}_API_KEY")
            if key:
                variables["COLLEAGUE_API_KEY"] = key
        return variables

    @override
    @with_prompt_template
    async def run(self, instruction: str, environment: BaseEnvironment, context: AgentContext) -> None:
        logs = shlex.quote(str(self.environment_logs_dir))
        given = {
            "--test": self.options.test,
            "--budget": self.options.budget,
            "--may-change-tests": self.options.may_change_tests,
        }
        options = " ".join(shlex.quote(f"{name}={value}") for name, value in given.items() if value is not None)
        self.logs_dir.mkdir(parents=True, exist_ok=True)
        issue = self.logs_dir / "issue.md"
        issue.write_text(instruction, encoding="utf-8")
        await environment.upload_file(issue, str(self.environment_logs_dir / "instruction.md"))
        command = WORK.replace("__OPTIONS__", options).replace("__OUTCOMES__", OUTCOMES).replace("__LOGS__", logs)
        await self.exec_as_agent(environment, command, env=self.variables())

    @override
    def populate_context_post_run(self, context: AgentContext) -> None:
        """Says what the run has cost and come to, by its events and its trajectory, as far as they are there."""
        ended = self._ended()
        if ended:
            spent = ended.get("spent") or {}
            context.metadata = {key: ended.get(key) for key in ("run", "outcome", "branch", "patches")} | {"spent": spent}
        trajectory = self._trajectory()
        if trajectory is None or trajectory.final_metrics is None:
            return
        metrics = trajectory.final_metrics
        context.n_input_tokens = metrics.total_prompt_tokens
        context.n_output_tokens = metrics.total_completion_tokens
        context.n_cache_tokens = metrics.total_cached_tokens
        context.cost_usd = metrics.total_cost_usd

    def _ended(self) -> dict[str, Any]:
        """The last event of the run that says how it ended."""
        try:
            lines = (self.logs_dir / "events.jsonl").read_text(encoding="utf-8").splitlines()
        except OSError:
            return {}
        for line in reversed(lines):
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict) and event.get("event") == "run.ended":
                return event
        return {}

    def _trajectory(self) -> Trajectory | None:
        """The trajectory, by Harbor's own validator; `None` where there is none, or none that it takes."""
        try:
            return Trajectory.model_validate_json((self.logs_dir / "trajectory.json").read_text(encoding="utf-8"))
        except OSError:
            return None
        except ValueError as error:
            self.logger.warning(f"the trajectory of the run is not taken: {error}")
            return None
