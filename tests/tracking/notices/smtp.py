"""A mail server for tests: takes mail on a port of its own, and can be killed and started again."""

import socket
import socketserver
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread


class Conversation(socketserver.StreamRequestHandler):
    """What a mail server says to one who sends, as far as RFC 5321 asks for it."""

    server: "Server"

    def handle(self) -> None:
        self.say("220 tests")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                self.take()
            elif verb == "RCPT" and any(name in line for name in self.server.unknown):
                self.say("550 nobody is called so")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
        if len(self.server.taken) in self.server.dies_at:
            # Killed before it has said yes: the line is cut.
            self.server.is_dead = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.say("250 taken")

    def say(self, words: str) -> None:
        if self.server.is_dead:
            self.connection.shutdown(socket.SHUT_RDWR)
        self.wfile.write(f"{words}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Conversation)
        self.taken: list[EmailMessage] = []
        self.unknown: set[str] = set()
        self.dies_at: set[int] = set()
        self.is_dead = False
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A line that was cut is no error of a test."""

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
