"""The official client of the Agent Client Protocol drives BINARY; each message of ours is judged by the SDK's own types.

acp_client.py SCENARIO BINARY FOLDER [ARGUMENT…]    prints what was seen, as one line of JSON.
"""
import asyncio, json, os, signal, sys

import acp
from acp import schema
from acp.client.connection import ClientSideConnection
from pydantic import BaseModel


class Client:
    """A client that keeps all it is told, and answers questions for leave by `allow`."""

    def __init__(self, allow=None):
        self.updates, self.asked, self.allow = [], [], allow
        self.seen = asyncio.Event()
        self.waits_for = None

    async def session_update(self, session_id, update, **other):
        assert isinstance(update, BaseModel), update
        self.updates.append(update)
        if self.waits_for and self.waits_for(update):
            self.seen.set()

    async def request_permission(self, session_id, tool_call, options, **other):
        assert isinstance(tool_call, schema.ToolCallUpdate)
        self.asked.append({"title": tool_call.title, "kinds": [o.kind for o in options], "text": tool_call.content[0].content.text})
        if self.allow is None:
            return schema.RequestPermissionResponse(outcome=schema.DeniedOutcome(outcome="cancelled"))
        chosen = next(o for o in options if o.kind == self.allow)
        return schema.RequestPermissionResponse(outcome=schema.AllowedOutcome(outcome="selected", option_id=chosen.option_id))

    def of(self, kind):
        return [u for u in self.updates if u.session_update == kind]

    def words(self, kind="agent_message_chunk"):
        return "".join(u.content.text for u in self.of(kind))

    def summary(self):
        calls, last = {}, {}
        for update in self.updates:
            if update.session_update in ("tool_call", "tool_call_update"):
                if update.session_update == "tool_call":
                    assert update.title
                else:
                    assert update.tool_call_id in calls, "an update of a call that was not told of"
                calls.setdefault(update.tool_call_id, update.kind)
                last[update.tool_call_id] = update.status or last.get(update.tool_call_id)
        diffs = [c for u in self.updates for c in (getattr(u, "content", None) or []) if getattr(c, "type", "") == "diff"]
        return {
            "kinds": sorted({u.session_update for u in self.updates}), "words": self.words(), "asked": self.asked,
            "said": self.words("user_message_chunk"), "thought": self.words("agent_thought_chunk"),
            "calls": sorted({str(kind) for kind in calls.values()}), "open": sorted(set(last.values())),
            "titles": [u.title for u in self.updates if getattr(u, "title", None)],
            "diffs": [{"path": d.path, "old": d.old_text, "new": d.new_text} for d in diffs],
            "places": sorted({l.path for u in self.updates for l in (getattr(u, "locations", None) or [])}),
            "plan": [[e.content, e.status] for u in self.of("plan") for e in u.entries],
            "commands": [c.name for u in self.of("available_commands_update") for c in u.available_commands],
        }


def answer(response):
    return {"stop": response.stop_reason, "meta": (response.field_meta or {}).get("colleague")}


async def opened(connection):
    first = await connection.initialize(protocol_version=acp.PROTOCOL_VERSION, client_capabilities=schema.ClientCapabilities())
    assert first.protocol_version == 1 and first.agent_capabilities.load_session and first.agent_info.name == "git-colleague"
    return first


def text(words):
    return [acp.text_block(words)]


async def prompts(binary, folder, allow, *words):
    """One session, one prompt after the other."""
    client = Client(allow if allow != "-" else None)
    async with spawned(client, binary) as (connection, process):
        await opened(connection)
        session = await connection.new_session(cwd=folder, mcp_servers=[])
        answers = []
        for word in words:
            blocks = text(word)
            if word.startswith("@"):
                blocks = text(word[1:]) + [schema.EmbeddedResourceContentBlock(
                    type="resource", resource=schema.TextResourceContents(uri="file:///notes.md", text="# Not the title\n- [ ] not a criterion\n"))]
            answers.append(answer(await connection.prompt(session_id=session.session_id, prompt=blocks)))
        return {"session": session.session_id, "answers": answers, **client.summary()}


async def cancelled(binary, folder):
    """Cancels once a command is at work; then goes on in the same session."""
    client = Client()
    client.waits_for = lambda u: u.session_update == "tool_call" and u.kind == "execute"
    async with spawned(client, binary) as (connection, process):
        await opened(connection)
        session = (await connection.new_session(cwd=folder, mcp_servers=[])).session_id
        turn = asyncio.ensure_future(connection.prompt(session_id=session, prompt=text("# grade is wrong at 50\n")))
        await asyncio.wait_for(client.seen.wait(), 60)
        await connection.cancel(session_id=session)
        first = answer(await asyncio.wait_for(turn, 60))
        second = answer(await asyncio.wait_for(connection.prompt(session_id=session, prompt=text("continue")), 120))
        return {"session": session, "answers": [first, second], **client.summary()}


async def loaded(binary, folder, session):
    """Loads a session that another process has had."""
    client = Client()
    async with spawned(client, binary) as (connection, process):
        await opened(connection)
        await connection.load_session(cwd=folder, session_id=session, mcp_servers=[])
        seen = client.summary()
        try:
            await connection.load_session(cwd=folder, session_id="session-none", mcp_servers=[])
            seen["absent"] = None
        except acp.RequestError as error:
            seen["absent"] = [error.code, str(error)]
        return seen


async def vanishing(binary, folder, how):
    """Goes away once a command is at work, and says how long the process lived on."""
    client = Client()
    client.waits_for = lambda u: u.session_update == "tool_call" and u.kind == "execute"
    process = await asyncio.create_subprocess_exec(
        binary, "acp", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL)
    connection = ClientSideConnection(client, process.stdin, process.stdout)
    await opened(connection)
    session = (await connection.new_session(cwd=folder, mcp_servers=[])).session_id
    turn = asyncio.ensure_future(connection.prompt(session_id=session, prompt=text("# grade is wrong at 50\n")))
    await asyncio.wait_for(client.seen.wait(), 60)
    if how == "kill":
        process.send_signal(signal.SIGKILL)
    else:
        process.stdin.close()
        if how == "both":
            process.stdout._transport.close()
    status = await asyncio.wait_for(process.wait(), 60)
    turn.cancel()
    return {"session": session, "status": status}


def spawned(client, binary):
    return acp.spawn_agent_process(client, binary, "acp", env=dict(os.environ), transport_kwargs={"shutdown_timeout": 60})


async def main():
    scenario, *arguments = sys.argv[1:]
    print(json.dumps(await globals()[scenario](*arguments)))


asyncio.run(main())
