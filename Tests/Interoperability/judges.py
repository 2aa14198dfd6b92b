"""Loads an export with the released packages of each format, and says what they found.

    judges.py FORMAT FOLDER

Prints one JSON object. Heavy packages that these only name are stood in for by empty modules; what
judges is the package's own code: harbor's TrajectoryValidator, datasets' JSON loader with trl's own
recognition of datasets, swebench's reader of predictions, and the protobuf messages of OTLP. No package reads Agent Trace.
"""

import datetime
import glob
import importlib
import importlib.metadata
import importlib.util
import json
import os
import sys
import tempfile
import types
import uuid

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HOME"] = tempfile.mkdtemp()


def folder_of(package):
    return os.path.join(str(importlib.metadata.distribution(package).locate_file("")), package)


def bare(package, *names):
    """Makes packages importable without running their own initialisation."""
    for name in names:
        module = types.ModuleType(name)
        module.__path__ = [os.path.join(folder_of(package), *name.split(".")[1:])]
        sys.modules[name] = module


def trl():
    transformers = types.ModuleType("transformers")
    transformers.PreTrainedTokenizerBase = transformers.ProcessorMixin = object
    sys.modules["transformers"] = transformers
    bare("trl", "trl")
    return importlib.import_module("trl.data_utils")


def rows(folder, name):
    import datasets

    datasets.disable_progress_bars()
    files = sorted(glob.glob(os.path.join(folder, "**", name), recursive=True))
    return datasets.load_dataset("json", data_files=files, split="train")


def atif(folder):
    from harbor.utils.trajectory_validator import TrajectoryValidator

    steps = []
    for path in sorted(glob.glob(os.path.join(folder, "**", "trajectory.json"), recursive=True)):
        validator = TrajectoryValidator()
        assert validator.validate(path), validator.errors
        with open(path) as file:
            steps.append(len(json.load(file)["steps"]))
    return {"steps": steps}


def chat(folder):
    data, utils = rows(folder, "chat.jsonl"), trl()
    weights = 0
    for row in data:
        assert utils.is_conversational({"messages": row["messages"]})
        roles = [message["role"] for message in row["messages"]]
        assert roles[0] == "system" and roles[-1] == "assistant", roles
        assert set(roles) <= {"system", "user", "assistant", "tool"}
        calls = set()
        for message in row["messages"]:
            for call in message.get("tool_calls") or []:
                json.loads(call["function"]["arguments"])
                calls.add(call["id"])
            if message["role"] == "tool":
                assert message["tool_call_id"] in calls
            if message["role"] == "assistant":
                weights += message["weight"] > 0
    return {"rows": len(data), "columns": sorted(data.column_names), "trained": weights}


def preference(folder):
    data, utils = rows(folder, "preference.jsonl"), trl()
    for row in data:
        assert utils.is_conversational(row)
        assert row["chosen"] != row["rejected"]
        assert row["chosen"][0]["role"] == row["rejected"][0]["role"] == "assistant"
    pairs = utils.unpair_preference_dataset(data.select_columns(["prompt", "chosen", "rejected"]))
    return {"rows": len(data), "unpaired": sorted(set(pairs["label"]))}


def steps(folder):
    data = rows(folder, "steps.jsonl")
    for row in data:
        assert isinstance(row["prompt"], str)
        assert len(row["completions"]) == len(row["labels"]) > 0
        assert all(isinstance(label, bool) for label in row["labels"])
    full = rows(folder, "steps.full.jsonl")
    return {"rows": len(data), "full": len(full), "labels": [row["labels"] for row in data]}


def swebench(folder):
    bare("swebench", "swebench", "swebench.harness")
    utils = importlib.import_module("swebench.harness.utils")
    path = os.path.join(folder, "predictions.jsonl")
    found = utils.get_predictions_from_file(path, "", "")
    return {"patches": [prediction["model_patch"] for prediction in found]}


def agent_trace(folder):
    """No package reads Agent Trace: these are the rules of its specification, by its schema's words.

    The schema's own pattern for `version`, two numbers, refuses the `0.1.0` of all its examples.
    """
    ranges = []
    with open(os.path.join(folder, "agent-trace.jsonl")) as file:
        for line in file:
            record = json.loads(line)
            assert {"version", "id", "timestamp", "files"} <= record.keys()
            assert record.keys() <= {
                "version", "id", "timestamp", "files", "vcs", "tool", "metadata"}
            assert record["version"] == "0.1.0" and str(uuid.UUID(record["id"])) == record["id"]
            datetime.datetime.fromisoformat(record["timestamp"])
            assert record["vcs"]["type"] == "git" and len(record["vcs"]["revision"]) == 40
            for part in record["files"]:
                assert part.keys() == {"path", "conversations"}
                for conversation in part["conversations"]:
                    contributor = conversation["contributor"]
                    assert contributor["type"] in ("human", "ai", "mixed", "unknown")
                    assert len(contributor.get("model_id", "")) <= 250
                    for item in conversation["ranges"]:
                        assert 1 <= item["start_line"] <= item["end_line"]
                        ranges.append([part["path"], item["start_line"], item["end_line"]])
    return {"ranges": ranges}


def otel(folder):
    from google.protobuf import json_format
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    names = []
    with open(os.path.join(folder, "otel.jsonl")) as file:
        for line in file:
            request = json_format.Parse(line, ExportTraceServiceRequest())
            for resource in request.resource_spans:
                for scope in resource.scope_spans:
                    ids = {span.span_id for span in scope.spans}
                    assert len(ids) == len(scope.spans)
                    for span in scope.spans:
                        assert span.start_time_unix_nano <= span.end_time_unix_nano
                        assert not span.parent_span_id or span.parent_span_id in ids
                        names.append(span.name)
    return {"spans": names}


print(json.dumps(globals()[sys.argv[1].replace("-", "_")](sys.argv[2])))
