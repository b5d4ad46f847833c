"""What the reading tests share: articles, a PDF writer, a web server that misbehaves on request."""

import gzip
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import settings

import kg.read
from kg.model import Document, Skipped

ARTICLE = (
    "The Department of Defense awarded Palantir a contract for battlefield software on Friday, officials said. "
    "The company will deliver the first units in June.\n\n"
    "Palantir did not say which of its partners would take part. The department said it had received three bids."
)
# A busy machine is no fault of the code.
settings.register_profile("reading", deadline=None)
settings.load_profile("reading")
Reads = list[Document | Skipped]


def read(*inputs: object, **options: object) -> Reads:
    return list(kg.read.documents(inputs, **options))  # type: ignore[arg-type]


def one(*inputs: object, **options: object) -> Document:
    (found,) = read(*inputs, **options)
    assert isinstance(found, Document), found
    return found


def skipped(*inputs: object, **options: object) -> Skipped:
    (found,) = read(*inputs, **options)
    assert isinstance(found, Skipped), found
    return found


def pdf(*pages: str, title: str = "") -> bytes:
    """A PDF file with the given lines on its pages, as its standard describes the least one."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in pages:
        shown = "".join(f"({line.translate(_ESCAPED)}) Tj T*\n" for line in page.split("\n"))
        stream = f"BT /F1 11 Tf 14 TL 60 740 Td\n{shown}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< /Title ({title}) /CreationDate (D:20300101000000Z) >>")
    return _assembled(objects)


_ESCAPED = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


def _assembled(objects: list[str]) -> bytes:
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n{trailer}\nstartxref\n{len(data)}\n%%EOF\n"
    return data + end.encode()


class Site(ThreadingHTTPServer):
    """A web server on this machine: ``pages`` maps paths to what is sent; ``asked`` are the paths asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.pages: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def serve(
        self, path: str, body: bytes | str, *, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str
    ) -> str:
        data = body.encode() if isinstance(body, str) else body

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            request.send_header("Content-Type", kind)
            request.send_header("Content-Length", str(len(data)))
            for name, value in headers.items():
                request.send_header(name.replace("_", "-"), value)
            request.end_headers()
            request.wfile.write(data)

        self.pages[path] = answer
        return self.url + path

    def move(self, path: str, target: str, *, status: int = 302) -> str:
        return self.serve(path, b"", status=status, Location=target)

    def drip(self, path: str, *, first: bytes = b"<html><body>", pause: float = 0.05) -> str:
        """An answer without an end."""

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.send_header("Content-Type", "text/html")
            request.end_headers()
            request.wfile.write(first)
            while not self.ended.wait(pause):
                request.wfile.write(b"<p>The Pentagon said more. ")
                request.wfile.flush()

        self.pages[path] = answer
        return self.url + path

    def silent(self, path: str) -> str:
        """A connection that nobody answers."""

        def answer(request: BaseHTTPRequestHandler) -> None:
            self.ended.wait(5)

        self.pages[path] = answer
        return self.url + path

    def handle_error(self, request: object, client_address: object) -> None:
        # The reader hangs up on purpose in most of these tests.
        pass


class _Answers(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.agents.add(self.headers["User-Agent"])
        answer = self.server.pages.get(self.path)
        if answer is None:
            self.send_error(404)
        else:
            answer(self)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.ended.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def packed(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)
