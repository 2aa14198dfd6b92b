"""Released packages of model services judge our requests by their own types, and their types write the answers.

services.py BINARY    runs one small issue against each service; says what was refused, and ends with 1 then.
"""
import json, os, subprocess, sys, tempfile, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pydantic import ConfigDict, TypeAdapter, ValidationError
from typing_extensions import is_typeddict

FIX = ("edit", {"edits": [{"path": "sumlib.py", "search": "range(1, len(xs))", "replacement": "range(len(xs))"}], "why": "start at the first"})
END = ("finish", {"claim": "resolved", "subject": "Sum from the first element", "why": "The loop skipped it."})


def strict(package):
    """Makes each typed dictionary of a package refuse members that it does not name."""
    for name, module in list(sys.modules.items()):
        if name.startswith(package):
            for value in vars(module).values():
                if is_typeddict(value):
                    value.__pydantic_config__ = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


def exhausted(value):
    """Reads what is validated only when it is read."""
    if isinstance(value, dict):
        return {k: exhausted(v) for k, v in value.items()}
    if isinstance(value, (str, bytes, int, float, bool)) or value is None:
        return value
    return [exhausted(v) for v in value] if hasattr(value, "__iter__") else value


class Chat:
    api, tail, path = "openai", "/v1", "/v1/chat/completions"
    name = "chat completions, types of openai"

    def __init__(self):
        from openai.types import chat
        from openai.types.chat import completion_create_params as p
        strict("openai.types")
        self.chunk = chat.ChatCompletionChunk
        self.adapter = TypeAdapter(p.CompletionCreateParamsStreaming)

    def judge(self, body):
        exhausted(self.adapter.validate_python(body))

    def results(self, body):
        return sum(m["role"] == "tool" for m in body["messages"])

    def tools(self, body):
        return [t["function"]["name"] for t in body.get("tools", [])]

    def events(self, text, call, number):
        def chunk(delta, reason=None):
            return self.chunk.model_validate({
                "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
                "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})
        out = [chunk({"role": "assistant", "content": text})]
        if call:
            out.append(chunk({"tool_calls": [{
                "index": 0, "id": "call0000%d" % (number % 10), "type": "function",
                "function": {"name": call[0], "arguments": json.dumps(call[1])}}]}))
        out.append(chunk({}, "tool_calls" if call else "stop"))
        usage = {"prompt_tokens": 3000, "completion_tokens": 50, "total_tokens": 3050}
        out.append(self.chunk.model_validate({
            "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [], "usage": usage}))
        return [x.model_dump_json() for x in out] + ["[DONE]"]


class Mistral(Chat):
    name = "chat completions, types of mistralai"
    service = "mistral"

    def __init__(self):
        super().__init__()
        from mistralai.client import models
        self.models = models

    def judge(self, body):
        request = self.models.ChatCompletionStreamRequest.model_validate(body)
        known = set(type(request).model_fields)
        extra = set(body) - known
        assert not extra, "members that are not known: %s" % sorted(extra)
        roles = [m["role"] for m in body["messages"]]
        assert all(a != b for a, b in zip(roles, roles[1:])), "two turns of one role"
        assert ("tool", "user") not in zip(roles, roles[1:]), "a user turn behind a result"
        for m in body["messages"]:
            for c in m.get("tool_calls", []):
                assert len(c["id"]) == 9 and c["id"].isalnum(), "the id %s" % c["id"]


class Messages:
    api, tail, path = "anthropic", "", "/v1/messages"
    name = "messages, types of anthropic"

    def __init__(self):
        from anthropic import types
        from anthropic.types import message_create_params as p
        strict("anthropic.types")
        self.types = types
        self.event = TypeAdapter(types.RawMessageStreamEvent)
        self.adapter = TypeAdapter(p.MessageCreateParamsStreaming)

    def judge(self, body):
        exhausted(self.adapter.validate_python(body))

    def results(self, body):
        return sum(b["type"] == "tool_result" for m in body["messages"] for b in m["content"])

    def tools(self, body):
        return [t["name"] for t in body.get("tools", [])]

    def events(self, text, call, number):
        usage = {"input_tokens": 3000, "output_tokens": 1}
        message = {"id": "m", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": None,
                   "stop_sequence": None, "usage": usage}
        out = [{"type": "message_start", "message": message}]
        blocks = [({"type": "thinking", "thinking": "", "signature": ""},
                   [{"type": "thinking_delta", "thinking": "Hm."}, {"type": "signature_delta", "signature": "c2ln"}]),
                  ({"type": "text", "text": ""}, [{"type": "text_delta", "text": text}])]
        if call:
            blocks.append(({"type": "tool_use", "id": "toolu_%d" % number, "name": call[0], "input": {}},
                           [{"type": "input_json_delta", "partial_json": json.dumps(call[1])}]))
        for i, (start, deltas) in enumerate(blocks):
            out.append({"type": "content_block_start", "index": i, "content_block": start})
            out += [{"type": "content_block_delta", "index": i, "delta": d} for d in deltas]
            out.append({"type": "content_block_stop", "index": i})
        out.append({"type": "message_delta", "delta": {"stop_reason": "tool_use" if call else "end_turn", "stop_sequence": None},
                    "usage": {"output_tokens": 50}})
        out.append({"type": "message_stop"})
        return [self.event.validate_python(x).model_dump_json() for x in out]


class Responses:
    api, tail, path = "responses", "/v1", "/v1/responses"
    name = "responses, types of openai"

    def __init__(self):
        from openai.types import responses
        from openai.types.responses import response_create_params as p
        strict("openai.types")
        self.event = TypeAdapter(responses.ResponseStreamEvent)
        self.adapter = TypeAdapter(p.ResponseCreateParamsStreaming)

    def judge(self, body):
        exhausted(self.adapter.validate_python(body))
        kinds = [i.get("type", "message") for i in body["input"]]
        for i, kind in enumerate(kinds):
            if kind == "function_call":
                assert "reasoning" in kinds[:i], "a call without its reasoning"
                assert kinds[i + 1] == "function_call_output", "a call without its output"

    def results(self, body):
        return sum(i.get("type") == "function_call_output" for i in body["input"])

    def tools(self, body):
        return [t["name"] for t in body.get("tools", [])]

    def events(self, text, call, number):
        items = [{"type": "reasoning", "id": "rs_%d" % number, "summary": [], "encrypted_content": "c2ln"},
                 {"type": "message", "id": "msg_%d" % number, "role": "assistant", "status": "completed",
                  "content": [{"type": "output_text", "text": text, "annotations": []}]}]
        if call:
            items.append({"type": "function_call", "id": "fc_%d" % number, "call_id": "call_%d" % number, "name": call[0],
                          "arguments": json.dumps(call[1]), "status": "completed"})
        out = [{"type": "response.output_item.done", "output_index": i, "sequence_number": i, "item": x} for i, x in enumerate(items)]
        usage = {"input_tokens": 3000, "output_tokens": 50, "total_tokens": 3050,
                 "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 10}}
        out.append({"type": "response.completed", "sequence_number": 9, "response": {
            "id": "resp", "object": "response", "created_at": 1, "model": "m", "status": "completed", "output": items,
            "parallel_tool_calls": False, "tool_choice": "auto", "tools": [], "usage": usage, "error": None,
            "incomplete_details": None, "instructions": None, "metadata": {}, "temperature": 1, "top_p": 1}})
        return [self.event.validate_python(x).model_dump_json(exclude_none=True) for x in out]


def serve(service, refusals):
    count = [0]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args): pass

        def whole(self, status, value):
            data = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            count[0] += 1
            if self.path != service.path:
                refusals.append("path " + self.path)
                return self.whole(404, {"error": {"message": "no such path"}})
            try:
                service.judge(body)
            except (ValidationError, AssertionError) as error:
                refusals.append(str(error)[:2000])
                return self.whole(400, {"error": {"message": str(error)[:300]}})
            tools = service.tools(body)
            if "ready" in tools: call = ("ready", {"word": "yes"})
            elif not tools: call = None
            else: call = [FIX, END][min(service.results(body), 1)]
            data = b"".join(b"data: " + e.encode() + b"\n\n" for e in service.events("VERDICT: pass\nAPPROVED" if not tools else "Now.", call, count[0]))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, count


def work(binary, service):
    refusals = []
    server, count = serve(service, refusals)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        repository = folder + "/r"
        os.makedirs(repository), os.makedirs(folder + "/home")
        known = ("PATH", "LANG", "TMPDIR")
        env = {k: os.environ[k] for k in known if k in os.environ}
        env.update(HOME=folder + "/home", XDG_CACHE_HOME=folder + "/cache")

        def git(*args): subprocess.run(["git", "-C", repository, *args], env=env, check=True, stdout=subprocess.DEVNULL)
        git("init", "-q", "-b", "main")
        for key, value in {"user.name": "Tester", "user.email": "tester@example.invalid", "colleague.model": "m",
                           "colleague.api": service.api, "colleague.service": getattr(service, "service", service.family()),
                           "colleague.baseUrl": "http://127.0.0.1:%d%s" % (server.server_address[1], service.tail),
                           "colleague.patience": "5s", "colleague.thinking": "2000", "colleague.test": "python3 -m unittest -v"}.items():
            git("config", "--global", key, value)
        open(repository + "/sumlib.py", "w").write("def total(xs):\n    s = 0\n    for i in range(1, len(xs)):\n        s += xs[i]\n    return s\n")
        open(repository + "/test_sumlib.py", "w").write(
            "import unittest\nfrom sumlib import total\n\n\nclass T(unittest.TestCase):\n    def test_three(self):\n        self.assertEqual(total([1, 2, 3]), 6)\n")
        git("add", "-A"), git("commit", "-qm", "Add sums")
        open(folder + "/issue.md", "w").write("# Sum leaves out the first number\n")
        ended = subprocess.run([binary, "work", folder + "/issue.md"], cwd=repository, env=env, capture_output=True, text=True, timeout=300)
    server.shutdown()
    right = ended.returncode == 0 and not refusals and count[0] > 1
    print("%s: %s, %d requests, status %d" % ("right" if right else "WRONG", service.name, count[0], ended.returncode))
    for refusal in refusals: print("  " + refusal.replace("\n", "\n  "))
    if not right: print(ended.stdout[-1000:], ended.stderr[-1000:])
    return right


for kind, family in ((Chat, "openai"), (Mistral, "mistral"), (Messages, "anthropic"), (Responses, "openai")):
    kind.family = staticmethod(lambda family=family: family)
sys.exit(0 if all([work(os.path.abspath(sys.argv[1]), kind()) for kind in (Chat, Mistral, Messages, Responses)]) else 1)
